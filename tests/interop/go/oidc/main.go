// Command oidc discovers an issuer with go-oidc, gets an access token as its users do, and verifies the token.
package main

import (
	"context"

	"enrol/interop/task"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2/clientcredentials"
)

type asked struct {
	Issuer       string `json:"issuer"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	// Algorithms to accept besides those that go-oidc accepts by default.
	Algorithms []string `json:"algorithms"`
}

type outcome struct {
	TokenEndpoint string         `json:"token_endpoint"`
	TokenType     string         `json:"token_type"`
	Claims        map[string]any `json:"claims"`
	Refusal       string         `json:"refusal"`
	OtherAudience string         `json:"other_audience"`
	Spoilt        string         `json:"spoilt"`
}

func main() {
	task.Main(run)
}

func run(ctx context.Context, asked asked) (any, error) {
	provider, err := oidc.NewProvider(ctx, asked.Issuer)
	if err != nil {
		return nil, err
	}
	config := clientcredentials.Config{
		ClientID:     asked.ClientID,
		ClientSecret: asked.ClientSecret,
		TokenURL:     provider.Endpoint().TokenURL,
	}
	token, err := config.Token(ctx)
	if err != nil {
		return nil, err
	}
	done := outcome{TokenEndpoint: provider.Endpoint().TokenURL, TokenType: token.Type()}

	verify := func(audience, raw string) (*oidc.IDToken, string) {
		config := &oidc.Config{ClientID: audience, SupportedSigningAlgs: asked.Algorithms}
		verified, err := provider.VerifierContext(ctx, config).Verify(ctx, raw)
		if err != nil {
			return nil, err.Error()
		}
		return verified, ""
	}
	verified, refusal := verify(asked.Issuer, token.AccessToken)
	done.Refusal = refusal
	if verified != nil {
		if err := verified.Claims(&done.Claims); err != nil {
			return nil, err
		}
	}
	_, done.OtherAudience = verify("https://other.example", token.AccessToken)
	_, done.Spoilt = verify(asked.Issuer, spoilt(token.AccessToken))
	return done, nil
}

// spoilt changes the first character of the signature.
func spoilt(token string) string {
	bytes := []byte(token)
	for at := len(bytes) - 1; at > 0; at-- {
		if bytes[at-1] == '.' {
			if bytes[at] == 'A' {
				bytes[at] = 'B'
			} else {
				bytes[at] = 'A'
			}
			break
		}
	}
	return string(bytes)
}
