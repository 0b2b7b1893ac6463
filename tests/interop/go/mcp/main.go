// Command mcp discovers, registers and gets access tokens with the MCP SDK for Go.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"enrol/interop/task"

	"github.com/modelcontextprotocol/go-sdk/auth"
	"github.com/modelcontextprotocol/go-sdk/auth/extauth"
	"github.com/modelcontextprotocol/go-sdk/oauthex"
)

type asked struct {
	Step string `json:"step"`
	// URL of what the step begins at: an issuer, a registration endpoint, or a protected resource.
	URL          string                              `json:"url"`
	Metadata     *oauthex.ClientRegistrationMetadata `json:"metadata"`
	Issuer       string                              `json:"issuer"`
	ClientID     string                              `json:"client_id"`
	ClientSecret string                              `json:"client_secret"`
	// User is the address of the user, who answers with the redirection of the server.
	User string `json:"user"`
}

func main() {
	task.Main(run)
}

func run(ctx context.Context, asked asked) (any, error) {
	switch asked.Step {
	case "discover":
		return discover(ctx, asked)
	case "register":
		return register(ctx, asked)
	case "authorize":
		return authorize(ctx, asked)
	case "call":
		return call(ctx, asked)
	case "live":
		return live(ctx, asked)
	case "token":
		return token(ctx, asked)
	}
	return nil, fmt.Errorf("there is no step %q", asked.Step)
}

func discover(ctx context.Context, asked asked) (any, error) {
	server, err := auth.GetAuthServerMetadata(ctx, asked.URL, http.DefaultClient)
	if err != nil {
		return map[string]any{"refusal": err.Error()}, nil
	}
	return map[string]any{"server": server}, nil
}

func register(ctx context.Context, asked asked) (any, error) {
	client, err := oauthex.RegisterClient(ctx, asked.URL, asked.Metadata, nil)
	var refusal *oauthex.ClientRegistrationError
	if errors.As(err, &refusal) {
		return map[string]any{"refusal": refusal}, nil
	}
	if err != nil {
		return nil, err
	}
	return map[string]any{"client": client}, nil
}

// authorize goes the way of a person's client, up to where the person would be asked.
func authorize(ctx context.Context, asked asked) (any, error) {
	stop := errors.New("a person would be asked now")
	var authorizationURL string
	handler, err := auth.NewAuthorizationCodeHandler(&auth.AuthorizationCodeHandlerConfig{
		DynamicClientRegistrationConfig: &auth.DynamicClientRegistrationConfig{Metadata: asked.Metadata},
		AuthorizationCodeFetcher: func(_ context.Context, args *auth.AuthorizationArgs) (*auth.AuthorizationResult, error) {
			authorizationURL = args.URL
			return nil, stop
		},
	})
	if err != nil {
		return nil, err
	}
	if err := challenge(ctx, asked.URL, handler); !errors.Is(err, stop) {
		return nil, fmt.Errorf("nobody would be asked: %w", err)
	}
	return map[string]any{"authorization_url": authorizationURL}, nil
}

// token reads a protected resource as a client without a person.
func token(ctx context.Context, asked asked) (any, error) {
	handler, err := extauth.NewClientCredentialsHandler(&extauth.ClientCredentialsHandlerConfig{
		Credentials: &oauthex.ClientCredentials{
			ClientID:         asked.ClientID,
			ClientSecretAuth: &oauthex.ClientSecretAuth{ClientSecret: asked.ClientSecret},
			Issuer:           asked.Issuer,
		},
	})
	if err != nil {
		return nil, err
	}
	if err := challenge(ctx, asked.URL, handler); err != nil {
		return nil, err
	}
	source, err := handler.TokenSource(ctx)
	if err != nil {
		return nil, err
	}
	token, err := source.Token()
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, asked.URL, nil)
	if err != nil {
		return nil, err
	}
	token.SetAuthHeader(request)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var claims map[string]any
	if err := json.NewDecoder(response.Body).Decode(&claims); err != nil {
		return nil, err
	}
	return map[string]any{"status": response.StatusCode, "claims": claims}, nil
}

// challenge asks the resource without a token, and has the handler answer the refusal.
func challenge(ctx context.Context, url string, handler auth.OAuthHandler) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	return handler.Authorize(ctx, request, response)
}
