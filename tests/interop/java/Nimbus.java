import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretJWT;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.client.ClientDeleteRequest;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import com.nimbusds.oauth2.sdk.client.ClientMetadata;
import com.nimbusds.oauth2.sdk.client.ClientReadRequest;
import com.nimbusds.oauth2.sdk.client.ClientRegistrationRequest;
import com.nimbusds.oauth2.sdk.client.ClientRegistrationResponse;
import com.nimbusds.oauth2.sdk.client.ClientUpdateRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientMetadata;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientRegistrationRequest;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientRegistrationResponseParser;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import net.minidev.json.JSONObject;

/** Registers clients and gets tokens with the Nimbus OAuth 2.0 SDK, as the task on standard input says; prints JSON. */
public final class Nimbus {
    private final Issuer issuer;
    private final AuthorizationServerMetadata server;

    private Nimbus(Issuer issuer) throws Exception {
        this.issuer = issuer;
        this.server = AuthorizationServerMetadata.resolve(issuer);
    }

    public static void main(String[] arguments) throws Exception {
        String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        JSONObject task = JSONObjectUtils.parse(text);
        Nimbus nimbus = new Nimbus(new Issuer(JSONObjectUtils.getString(task, "issuer")));
        JSONObject outcome = switch (JSONObjectUtils.getString(task, "step")) {
            case "manage" -> nimbus.manage();
            case "openid" -> nimbus.openid();
            case "token" -> nimbus.token(JSONObjectUtils.getString(task, "method"), JSONObjectUtils.getString(task, "alg"));
            default -> throw new IllegalArgumentException("the steps are manage, openid and token");
        };
        System.out.println(outcome);
    }

    /** The client of the SDK's documentation: registered, read, updated, deleted; and one that is refused. */
    private JSONObject manage() throws Exception {
        ClientMetadata metadata = new ClientMetadata();
        metadata.setName("My Cool App");
        metadata.setURI(URI.create("http://client.example.org"));
        metadata.setLogoURI(URI.create("http://client.example.org/logo.png"));
        metadata.setRedirectionURI(URI.create("https://client.example.org/callback"));
        JSONObject outcome = new JSONObject();

        ClientInformation client = register(metadata);
        outcome.put("registered", client.toJSONObject());
        ClientInformation read = informationOf(read(client));
        outcome.put("read", read.toJSONObject());

        read.getMetadata().setName("My Cooler App");
        HTTPRequest update = new ClientUpdateRequest(
            client.getRegistrationURI(),
            client.getID(),
            client.getRegistrationAccessToken(),
            read.getMetadata(),
            client.getSecret()
        ).toHTTPRequest();
        outcome.put("updated", informationOf(ClientRegistrationResponse.parse(update.send())).toJSONObject());

        HTTPRequest delete =
            new ClientDeleteRequest(client.getRegistrationURI(), client.getRegistrationAccessToken()).toHTTPRequest();
        outcome.put("deleted", delete.send().getStatusCode());
        outcome.put("gone", errorOf(read(client)));

        metadata.setRedirectionURI(URI.create("https://client.example.org/call*back"));
        metadata.setLogoURI(URI.create("ftp://client.example.org/logo.png"));
        outcome.put("refused", errorOf(send(new ClientRegistrationRequest(endpoint(), metadata, null))));
        return outcome;
    }

    /** A client of OpenID Connect, with the defaults that the SDK writes into its metadata. */
    private JSONObject openid() throws Exception {
        OIDCProviderMetadata provider = OIDCProviderMetadata.resolve(issuer);
        OIDCClientMetadata metadata = new OIDCClientMetadata();
        metadata.setRedirectionURI(URI.create("https://client.example.org/callback"));
        metadata.applyDefaults();
        OIDCClientRegistrationRequest request =
            new OIDCClientRegistrationRequest(provider.getRegistrationEndpointURI(), metadata, null);
        ClientInformation client = informationOf(OIDCClientRegistrationResponseParser.parse(request.toHTTPRequest().send()));
        HTTPRequest read =
            new ClientReadRequest(client.getRegistrationURI(), client.getRegistrationAccessToken()).toHTTPRequest();
        JSONObject outcome = new JSONObject();
        outcome.put("asked", metadata.toJSONObject());
        outcome.put("registered", client.toJSONObject());
        outcome.put("read", informationOf(OIDCClientRegistrationResponseParser.parse(read.send())).toJSONObject());
        return outcome;
    }

    /** An access token: got with the method, verified, looked up, revoked, looked up again. */
    private JSONObject token(String method, String algorithm) throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("1").keyUse(KeyUse.SIGNATURE).algorithm(JWSAlgorithm.ES256).generate();
        ClientMetadata metadata = new ClientMetadata();
        metadata.setGrantTypes(Set.of(GrantType.CLIENT_CREDENTIALS));
        metadata.setTokenEndpointAuthMethod(ClientAuthenticationMethod.parse(method));
        if (method.equals("private_key_jwt")) metadata.setJWKSet(new JWKSet(List.<JWK>of(key)).toPublicJWKSet());
        ClientInformation client = register(metadata);

        URI endpoint = server.getTokenEndpointURI();
        ClientAuthentication proof = proof(client, endpoint, key);
        TokenRequest request = new TokenRequest(endpoint, proof, new ClientCredentialsGrant(), null);
        TokenResponse answer = TokenResponse.parse(request.toHTTPRequest().send());
        if (!answer.indicatesSuccess()) throw new IllegalStateException(answer.toErrorResponse().getErrorObject().toString());
        AccessTokenResponse granted = answer.toSuccessResponse();
        AccessToken token = granted.getTokens().getAccessToken();

        JSONObject outcome = new JSONObject();
        outcome.put("client_id", client.getID().getValue());
        outcome.put("answer", granted.toJSONObject());
        outcome.put("claims", JSONObjectUtils.parse(verified(token, JWSAlgorithm.parse(algorithm), issuer.getValue()).toString()));
        outcome.put("other_audience", refusal(token, JWSAlgorithm.parse(algorithm), "https://other.example"));
        outcome.put("before", introspected(token, proof(client, server.getIntrospectionEndpointURI(), key)));
        HTTPRequest revocation = new TokenRevocationRequest(
            server.getRevocationEndpointURI(),
            proof(client, server.getRevocationEndpointURI(), key),
            token
        ).toHTTPRequest();
        outcome.put("revoked", revocation.send().getStatusCode());
        outcome.put("after", introspected(token, proof(client, server.getIntrospectionEndpointURI(), key)));
        return outcome;
    }

    /** What proves the client at an endpoint: an assertion names the endpoint as its audience, as the SDK does by default. */
    private static ClientAuthentication proof(ClientInformation client, URI endpoint, ECKey key) throws Exception {
        ClientID id = client.getID();
        return switch (client.getMetadata().getTokenEndpointAuthMethod().getValue()) {
            case "client_secret_basic" -> new ClientSecretBasic(id, client.getSecret());
            case "client_secret_post" -> new ClientSecretPost(id, client.getSecret());
            case "client_secret_jwt" -> new ClientSecretJWT(id, endpoint, JWSAlgorithm.HS256, client.getSecret());
            case "private_key_jwt" ->
                new PrivateKeyJWT(id, endpoint, JWSAlgorithm.ES256, key.toPrivateKey(), key.getKeyID(), null);
            default -> throw new IllegalArgumentException("a method that the server did not name");
        };
    }

    /** The claims of an access token of RFC 9068, by the processor that the SDK documents. */
    private JWTClaimsSet verified(AccessToken token, JWSAlgorithm algorithm, String audience) throws Exception {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
            algorithm,
            JWKSourceBuilder.create(server.getJWKSetURI().toURL()).build()
        ));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
            audience,
            new JWTClaimsSet.Builder().issuer(issuer.getValue()).build(),
            Set.of("sub", "iat", "exp", "client_id", "jti")
        ));
        return processor.process(SignedJWT.parse(token.getValue()), null);
    }

    private String refusal(AccessToken token, JWSAlgorithm algorithm, String audience) throws Exception {
        try {
            verified(token, algorithm, audience);
        } catch (BadJOSEException refused) {
            return refused.getMessage();
        }
        throw new IllegalStateException("a token for another audience was verified");
    }

    private JSONObject introspected(AccessToken token, ClientAuthentication proof) throws Exception {
        HTTPRequest request =
            new TokenIntrospectionRequest(server.getIntrospectionEndpointURI(), proof, token).toHTTPRequest();
        TokenIntrospectionResponse answer = TokenIntrospectionResponse.parse(request.send());
        if (!answer.indicatesSuccess()) throw new IllegalStateException(answer.toErrorResponse().getErrorObject().toString());
        return answer.toSuccessResponse().toJSONObject();
    }

    private URI endpoint() {
        return server.getRegistrationEndpointURI();
    }

    private ClientInformation register(ClientMetadata metadata) throws Exception {
        return informationOf(send(new ClientRegistrationRequest(endpoint(), metadata, null)));
    }

    private static ClientRegistrationResponse read(ClientInformation client) throws Exception {
        HTTPResponse answer =
            new ClientReadRequest(client.getRegistrationURI(), client.getRegistrationAccessToken()).toHTTPRequest().send();
        return ClientRegistrationResponse.parse(answer);
    }

    private static ClientRegistrationResponse send(ClientRegistrationRequest request) throws Exception {
        return ClientRegistrationResponse.parse(request.toHTTPRequest().send());
    }

    private static ClientInformation informationOf(ClientRegistrationResponse answer) {
        if (!answer.indicatesSuccess()) throw new IllegalStateException(errorOf(answer).toString());
        return answer.toSuccessResponse().getClientInformation();
    }

    private static JSONObject errorOf(ClientRegistrationResponse answer) {
        ErrorObject error = answer.toErrorResponse().getErrorObject();
        JSONObject told = error.toJSONObject();
        told.put("status", error.getHTTPStatusCode());
        return told;
    }
}
