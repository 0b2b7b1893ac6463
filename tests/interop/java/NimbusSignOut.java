import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import com.nimbusds.openid.connect.sdk.BackChannelLogoutRequest;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientInformation;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import net.minidev.json.JSONArray;
import net.minidev.json.JSONObject;

/** Verifies the logout token of a request that a client got, and refuses other tokens in its place; prints JSON. */
public final class NimbusSignOut {
    public static void main(String[] arguments) throws Exception {
        String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        JSONObject task = JSONObjectUtils.parse(text);
        OIDCProviderMetadata provider = OIDCProviderMetadata.resolve(new Issuer(JSONObjectUtils.getString(task, "issuer")));
        OIDCClientInformation client = OIDCClientInformation.parse(JSONObjectUtils.getJSONObject(task, "client"));
        LogoutTokenValidator validator = LogoutTokenValidator.create(provider, client, null);

        HTTPRequest request = new HTTPRequest(HTTPRequest.Method.POST, URI.create("https://client.example.org/logout"));
        request.setContentType(JSONObjectUtils.getString(task, "type"));
        request.setBody(JSONObjectUtils.getString(task, "body"));
        BackChannelLogoutRequest logout = BackChannelLogoutRequest.parse(request);

        JSONObject outcome = new JSONObject();
        outcome.put("supported", provider.supportsBackChannelLogout() && provider.supportsBackChannelLogoutSession());
        outcome.put("claims", validator.validate(logout.getLogoutToken()).toJSONObject());
        JWT idToken = JWTParser.parse(JSONObjectUtils.getString(task, "id_token"));
        IDTokenValidator ofSignIns = IDTokenValidator.create(provider, client, null);
        outcome.put("id_token", ofSignIns.validate(idToken, null).toJSONObject());

        JSONArray refusals = new JSONArray();
        for (Object other : JSONObjectUtils.getJSONArray(task, "others")) refusals.add(refusal(validator, (String) other));
        outcome.put("refusals", refusals);
        outcome.put("mixed_up", mixedUp(ofSignIns, logout.getLogoutToken()));
        System.out.println(outcome);
    }

    private static String refusal(LogoutTokenValidator validator, String token) throws Exception {
        try {
            validator.validate(JWTParser.parse(token));
        } catch (BadJOSEException refused) {
            return refused.getMessage();
        }
        throw new IllegalStateException("a token that is no logout token for this client was accepted");
    }

    /** The refusal of a logout token in the place of an ID token. OpenID Connect Back-Channel Logout section 2.4. */
    private static String mixedUp(IDTokenValidator validator, JWT logoutToken) throws Exception {
        try {
            validator.validate(logoutToken, null);
        } catch (BadJOSEException refused) {
            return refused.getMessage();
        }
        throw new IllegalStateException("a logout token was accepted as an ID token");
    }
}
