package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/modelcontextprotocol/go-sdk/auth"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// call calls a tool in the name of a user.
func call(ctx context.Context, asked asked) (any, error) {
	_, session, err := connect(ctx, asked)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	claims, err := use(ctx, session, "whoami")
	return map[string]any{"claims": claims}, err
}

// live returns the claims of three tokens: before it expires, after a refresh, and after the client was deleted. The refusal is
// what the SDK says of the deleted client, after which an app begins anew.
func live(ctx context.Context, asked asked) (any, error) {
	handler, session, err := connect(ctx, asked)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	var told []json.RawMessage
	for _, tool := range []string{"whoami", "unregister"} {
		claims, err := use(ctx, session, tool)
		if err != nil {
			return nil, err
		}
		told = append(told, claims)
		if err := passTime(ctx, handler); err != nil {
			return nil, err
		}
	}
	_, refusal := use(ctx, session, "whoami")
	if refusal == nil {
		return nil, errors.New("the deleted client still works")
	}
	_, again, err := connect(ctx, asked)
	if err != nil {
		return nil, err
	}
	defer again.Close()
	claims, err := use(ctx, again, "whoami")
	return map[string]any{"told": append(told, claims), "refusal": refusal.Error()}, err
}

// passTime makes the SDK take its token for expired, which it decides by the clock alone.
func passTime(ctx context.Context, handler auth.OAuthHandler) error {
	source, err := handler.TokenSource(ctx)
	if err != nil {
		return err
	}
	token, err := source.Token()
	if err != nil {
		return err
	}
	token.Expiry = time.Now()
	return nil
}

// connect registers a client, signs the user in, and opens a session.
func connect(ctx context.Context, asked asked) (auth.OAuthHandler, *mcp.ClientSession, error) {
	handler, err := auth.NewAuthorizationCodeHandler(&auth.AuthorizationCodeHandlerConfig{
		DynamicClientRegistrationConfig: &auth.DynamicClientRegistrationConfig{Metadata: asked.Metadata},
		AuthorizationCodeFetcher: func(ctx context.Context, args *auth.AuthorizationArgs) (*auth.AuthorizationResult, error) {
			return signIn(ctx, asked.User, args.URL)
		},
	})
	if err != nil {
		return nil, nil, err
	}
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1.0.0"}, nil)
	transport := &mcp.StreamableClientTransport{Endpoint: asked.URL, OAuthHandler: handler}
	session, err := client.Connect(ctx, transport, nil)
	return handler, session, err
}

// use calls a tool, and returns the claims that it answers with.
func use(ctx context.Context, session *mcp.ClientSession, tool string) (json.RawMessage, error) {
	result, err := session.CallTool(ctx, &mcp.CallToolParams{Name: tool})
	if err != nil {
		return nil, err
	}
	text, ok := result.Content[0].(*mcp.TextContent)
	if !ok {
		return nil, errors.New("the tool did not answer with a text")
	}
	return json.RawMessage(text.Text), nil
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
