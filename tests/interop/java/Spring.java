import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.minidev.json.JSONObject;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/** Finds a provider and signs a user in with Spring Security, as the task on standard input says; prints JSON. */
public final class Spring {
    public static void main(String[] arguments) throws Exception {
        JSONObject task = JSONObjectUtils.parse(new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
        ClientRegistration client = ClientRegistrations.fromIssuerLocation(text(task, "issuer"))
                .clientId(text(task, "client_id"))
                .clientSecret(text(task, "client_secret"))
                .redirectUri(text(task, "redirect_uri"))
                .scope("openid", "profile")
                .build();
        Map<String, Object> answer = task.containsKey("code") ? signIn(client, task) : describe(client);
        System.out.println(new JSONObject(answer).toJSONString());
    }

    private static Map<String, Object> describe(ClientRegistration client) {
        ClientRegistration.ProviderDetails provider = client.getProviderDetails();
        return Map.of(
                "issuer", provider.getIssuerUri(),
                "authorization", provider.getAuthorizationUri(),
                "token", provider.getTokenUri(),
                "userinfo", provider.getUserInfoEndpoint().getUri(),
                "jwks", provider.getJwkSetUri(),
                "method", client.getClientAuthenticationMethod().getValue());
    }

    private static Map<String, Object> signIn(ClientRegistration client, JSONObject task) throws Exception {
        String nonce = text(task, "nonce");
        OAuth2AuthorizationRequest request = OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(client.getProviderDetails().getAuthorizationUri())
                .clientId(client.getClientId())
                .redirectUri(client.getRedirectUri())
                .scopes(client.getScopes())
                .state(text(task, "state"))
                .attributes((attributes) -> attributes.putAll(Map.of(
                        OidcParameterNames.NONCE, nonce,
                        PkceParameterNames.CODE_VERIFIER, text(task, "code_verifier"))))
                .additionalParameters(Map.of(OidcParameterNames.NONCE, digest(nonce)))
                .build();
        OAuth2AuthorizationResponse response = OAuth2AuthorizationResponse.success(text(task, "code"))
                .redirectUri(client.getRedirectUri())
                .state(text(task, "state"))
                .build();
        OidcAuthorizationCodeAuthenticationProvider provider = new OidcAuthorizationCodeAuthenticationProvider(
                new RestClientAuthorizationCodeTokenResponseClient(), new OidcUserService());
        OAuth2AuthorizationExchange exchange = new OAuth2AuthorizationExchange(request, response);
        OAuth2LoginAuthenticationToken login =
                (OAuth2LoginAuthenticationToken) provider.authenticate(new OAuth2LoginAuthenticationToken(client, exchange));
        OidcUser user = (OidcUser) login.getPrincipal();
        return Map.of(
                "sub", user.getSubject(),
                "name", user.getUserInfo().getFullName(),
                "scopes", List.copyOf(login.getAccessToken().getScopes()),
                "has_refresh_token", login.getRefreshToken() != null);
    }

    /** Spring sends the digest of the nonce that it remembers. */
    private static String digest(String nonce) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(nonce.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }

    private static String text(JSONObject task, String name) {
        return (String) task.get(name);
    }
}
