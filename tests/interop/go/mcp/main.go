// Command mcp discovers, registers and gets access tokens with the MCP SDK for Go.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"enrol/interop/task"

	"github.com/modelcontextprotocol/go-sdk/auth"
	"github.com/modelcontextprotocol/go-sdk/auth/extauth"
	"github.com/modelcontextprotocol/go-sdk/mcp"
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

// call calls a tool in the name of a user.
func call(ctx context.Context, asked asked) (any, error) {
	handler, err := auth.NewAuthorizationCodeHandler(&auth.AuthorizationCodeHandlerConfig{
		DynamicClientRegistrationConfig: &auth.DynamicClientRegistrationConfig{Metadata: asked.Metadata},
		AuthorizationCodeFetcher: func(ctx context.Context, args *auth.AuthorizationArgs) (*auth.AuthorizationResult, error) {
			return signIn(ctx, asked.User, args.URL)
		},
	})
	if err != nil {
		return nil, err
	}
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1.0.0"}, nil)
	transport := &mcp.StreamableClientTransport{Endpoint: asked.URL, OAuthHandler: handler}
	session, err := client.Connect(ctx, transport, nil)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	result, err := session.CallTool(ctx, &mcp.CallToolParams{Name: "whoami"})
	if err != nil {
		return nil, err
	}
	text, ok := result.Content[0].(*mcp.TextContent)
	if !ok {
		return nil, errors.New("the tool did not answer with a text")
	}
	return map[string]any{"claims": json.RawMessage(text.Text)}, nil
}

// signIn sends the user to an authorization request.
func signIn(ctx context.Context, user, authorizationURL string) (*auth.AuthorizationResult, error) {
	address := user + "?url=" + url.QueryEscape(authorizationURL)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var answer struct{ Code, State, Iss, Message string }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return nil, err
	}
	if answer.Code == "" {
		return nil, errors.New(answer.Message)
	}
	return &auth.AuthorizationResult{Code: answer.Code, State: answer.State, Iss: answer.Iss}, nil
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
