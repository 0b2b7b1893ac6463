import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.util.X509CertUtils;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.PKITLSClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.SelfSignedTLSClientAuthentication;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import com.nimbusds.oauth2.sdk.client.ClientMetadata;
import com.nimbusds.oauth2.sdk.client.ClientRegistrationRequest;
import com.nimbusds.oauth2.sdk.client.ClientRegistrationResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import net.minidev.json.JSONObject;

/** Registers a client with a certificate, and gets its token over mutual TLS, by the methods of the Nimbus SDK; prints JSON. */
public final class MutualTls {
    private static final char[] NO_PASSWORD = new char[0];

    public static void main(String[] arguments) throws Exception {
        JSONObject task = JSONObjectUtils.parse(new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
        X509Certificate certificate = X509CertUtils.parse(JSONObjectUtils.getString(task, "cert"));
        SSLSocketFactory sockets = sockets(certificate, JSONObjectUtils.getString(task, "key"), JSONObjectUtils.getString(task, "authority"));
        boolean isSelfSigned = JSONObjectUtils.getString(task, "method").equals("self_signed_tls_client_auth");
        AuthorizationServerMetadata server =
            AuthorizationServerMetadata.resolve(new Issuer(JSONObjectUtils.getString(task, "issuer")));

        ClientMetadata metadata = new ClientMetadata();
        metadata.setGrantTypes(Set.of(GrantType.CLIENT_CREDENTIALS));
        metadata.setTLSClientCertificateBoundAccessTokens(true);
        if (isSelfSigned) {
            metadata.setTokenEndpointAuthMethod(ClientAuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH);
            metadata.setJWKSet(new JWKSet(keyOf(certificate)));
        } else {
            metadata.setTokenEndpointAuthMethod(ClientAuthenticationMethod.TLS_CLIENT_AUTH);
            metadata.setTLSClientAuthSubjectDN(certificate.getSubjectX500Principal().getName());
        }
        ClientInformation client = register(new ClientRegistrationRequest(server.getRegistrationEndpointURI(), metadata, null));

        ClientID id = client.getID();
        ClientAuthentication proof =
            isSelfSigned ? new SelfSignedTLSClientAuthentication(id, sockets) : new PKITLSClientAuthentication(id, sockets);
        URI endpoint = server.getMtlsEndpointAliases().getTokenEndpointURI();
        TokenRequest request = new TokenRequest(endpoint, proof, new ClientCredentialsGrant(), null);
        TokenResponse answer = TokenResponse.parse(request.toHTTPRequest().send());
        JSONObject outcome = new JSONObject();
        if (answer.indicatesSuccess()) {
            String token = answer.toSuccessResponse().getTokens().getAccessToken().getValue();
            outcome.put("cnf", SignedJWT.parse(token).getJWTClaimsSet().getClaim("cnf"));
        } else {
            outcome.put("error", answer.toErrorResponse().getErrorObject().getCode());
        }
        outcome.put("endpoint", endpoint.toString());
        System.out.println(outcome);
    }

    /** The key of a certificate with the certificate. `JWK.parse` would do the same with one library more. */
    private static JWK keyOf(X509Certificate certificate) throws Exception {
        return new ECKey.Builder(Curve.P_256, (ECPublicKey) certificate.getPublicKey())
            .keyUse(KeyUse.SIGNATURE)
            .x509CertChain(List.of(com.nimbusds.jose.util.Base64.encode(certificate.getEncoded())))
            .build();
    }

    private static ClientInformation register(ClientRegistrationRequest request) throws Exception {
        ClientRegistrationResponse answer = ClientRegistrationResponse.parse(request.toHTTPRequest().send());
        if (!answer.indicatesSuccess()) throw new IllegalStateException(answer.toErrorResponse().getErrorObject().toString());
        return answer.toSuccessResponse().getClientInformation();
    }

    /** Sockets that show a certificate, and that trust this authority alone. */
    private static SSLSocketFactory sockets(X509Certificate certificate, String key, String authority) throws Exception {
        byte[] encoded = Base64.getMimeDecoder().decode(key.replaceAll("-----[A-Z ]+-----", ""));
        PrivateKey secret = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        KeyStore own = empty();
        own.setKeyEntry("client", secret, NO_PASSWORD, new X509Certificate[] {certificate});
        KeyStore trusted = empty();
        trusted.setCertificateEntry("authority", X509CertUtils.parse(authority));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, NO_PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static KeyStore empty() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
