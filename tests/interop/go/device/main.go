// Command device is a command line program without a browser, with the packages oauth2 and go-oidc.
package main

import (
	"context"
	"errors"
	"time"

	"enrol/interop/task"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

type asked struct {
	// begin or poll: the user types the code between the two.
	Step         string   `json:"step"`
	Issuer       string   `json:"issuer"`
	ClientID     string   `json:"client_id"`
	ClientSecret string   `json:"client_secret"`
	Scopes       []string `json:"scopes"`
	// The class to demand, if any. RFC 9470 section 4.
	AcrValues string `json:"acr_values"`
	// The answer of begin, as the package writes it.
	Device *oauth2.DeviceAuthResponse `json:"device"`
}

type tokens struct {
	DeviceEndpoint string         `json:"device_endpoint"`
	Refusal        string         `json:"refusal"`
	Scope          any            `json:"scope"`
	Claims         map[string]any `json:"claims"`
	AccessClaims   map[string]any `json:"access_claims"`
	UserInfo       string         `json:"user_info"`
	Refreshed      bool           `json:"refreshed"`
}

func main() {
	task.Main(run)
}

func run(ctx context.Context, asked asked) (any, error) {
	provider, err := oidc.NewProvider(ctx, asked.Issuer)
	if err != nil {
		return nil, err
	}
	config := &oauth2.Config{
		ClientID:     asked.ClientID,
		ClientSecret: asked.ClientSecret,
		Endpoint:     provider.Endpoint(),
		Scopes:       asked.Scopes,
	}
	if asked.Step == "begin" {
		var options []oauth2.AuthCodeOption
		if asked.AcrValues != "" {
			options = append(options, oauth2.SetAuthURLParam("acr_values", asked.AcrValues))
		}
		// The package does not authenticate the client here. RFC 8628 section 3.1.
		if asked.ClientSecret != "" {
			options = append(options, oauth2.SetAuthURLParam("client_secret", asked.ClientSecret))
		}
		return config.DeviceAuth(ctx, options...)
	}
	return poll(ctx, provider, config, asked.Device)
}

// poll waits as the package does, and uses the tokens: it verifies the ID token, asks who the user is, and refreshes.
func poll(ctx context.Context, provider *oidc.Provider, config *oauth2.Config, device *oauth2.DeviceAuthResponse) (any, error) {
	done := tokens{DeviceEndpoint: config.Endpoint.DeviceAuthURL}
	token, err := config.DeviceAccessToken(ctx, device)
	var refusal *oauth2.RetrieveError
	if errors.As(err, &refusal) {
		done.Refusal = refusal.ErrorCode
		return done, nil
	}
	if err != nil {
		return nil, err
	}
	done.Scope = token.Extra("scope")
	raw, _ := token.Extra("id_token").(string)
	if done.Claims, err = claims(ctx, provider, config.ClientID, raw); err != nil {
		return nil, err
	}
	audience, _ := done.Claims["iss"].(string)
	if done.AccessClaims, err = claims(ctx, provider, audience, token.AccessToken); err != nil {
		return nil, err
	}
	user, err := provider.UserInfo(ctx, config.TokenSource(ctx, token))
	if err != nil {
		return nil, err
	}
	done.UserInfo = user.Subject
	// The package refreshes a token whose time is over.
	token.Expiry = time.Now()
	again, err := config.TokenSource(ctx, token).Token()
	if err != nil {
		return nil, err
	}
	done.Refreshed = again.AccessToken != token.AccessToken
	return done, nil
}

// claims verifies a token with the keys of the issuer, and returns its claims.
func claims(ctx context.Context, provider *oidc.Provider, audience, raw string) (map[string]any, error) {
	verified, err := provider.VerifierContext(ctx, &oidc.Config{ClientID: audience}).Verify(ctx, raw)
	if err != nil {
		return nil, err
	}
	var found map[string]any
	return found, verified.Claims(&found)
}
