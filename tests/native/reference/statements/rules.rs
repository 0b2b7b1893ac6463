//! The members of an entry of `STATEMENT_ISSUERS`.

/// A member of an entry. The example and the bad value are JSON.
pub struct Rule {
    pub name: &'static str,
    pub meaning: &'static str,
    pub default: &'static str,
    pub example: &'static str,
    pub refused: &'static str,
}

/// All of them, in the order in which a statement meets them.
pub const RULES: [Rule; 22] = [
    Rule {
        name: "jwks_uri",
        meaning: "The `https` URL of the issuer's keys. Enrol fetches them, and caches them for `DOCUMENT_MAX_AGE_SECONDS`. An \
            entry has this member or `jwks`",
        default: "",
        example: r#""https://directory.example.com/jwks""#,
        refused: r#""http://directory.example.com/jwks""#,
    },
    Rule {
        name: "jwks",
        meaning: "The keys themselves, as a JWK Set",
        default: "",
        example: r#"{"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"#,
        refused: r#"{"keys":[]}"#,
    },
    Rule {
        name: "algorithms",
        meaning: "The algorithms of its signatures. Algorithms with a shared secret, such as HS256, are not allowed",
        default: "all",
        example: r#"["PS256","ES256"]"#,
        refused: r#"["HS256"]"#,
    },
    Rule {
        name: "typ",
        meaning: "The `typ` of its statements: one of these",
        default: "`JWT`, `ssa+jwt`, `software-statement+jwt` or none",
        example: r#"["JWT"]"#,
        refused: "[]",
    },
    Rule {
        name: "audience",
        meaning: "Further values of `aud`, besides the issuer and the registration endpoint of this server",
        default: "nothing else",
        example: r#"["https://ecosystem.example.com"]"#,
        refused: r#""https://ecosystem.example.com""#,
    },
    Rule {
        name: "maximum_age_seconds",
        meaning: "How old a statement may be, counted from its `iat`, which it must have: 1 to 31,622,400",
        default: "any age",
        example: "300",
        refused: "0",
    },
    Rule {
        name: "required",
        meaning: "Claims that a statement must have",
        default: "none",
        example: r#"["org_id","software_roles"]"#,
        refused: r#""org_id""#,
    },
    Rule {
        name: "certificate",
        meaning: "What the subject of the certificate must have: attributes, each with a text that has one claim in braces. In a \
            list of such tables, one must hold. `issued_before` limits a table to certificates of before a day. The certificate is \
            one of `CERTIFICATE_ISSUERS`, and the client comes with such a certificate from then on. Case makes no difference",
        default: "no certificate is needed",
        example: r#"[{"organizationIdentifier":"OFBBR-{org_id}","UID":"{software_id}"},{"OU":"{org_id}","UID":"{software_id}","issued_before":"2022-08-31"}]"#,
        refused: r#"{"UID":"software_id"}"#,
    },
    Rule {
        name: "approved",
        meaning: "Claims with the values that are approved. A statement that has the claim must have one of the values",
        default: "`org_status`: `Active`. It stays, unless you list `org_status`",
        example: r#"{"software_roles":["AISP","PISP"]}"#,
        refused: r#"{"software_roles":"AISP"}"#,
    },
    Rule {
        name: "claims",
        meaning: "Claims with another name than the member that they are for",
        default: "their own names",
        example: r#"{"software_redirect_uris":"redirect_uris","software_jwks_endpoint":"jwks_uri"}"#,
        refused: r#"{"software_logo":"logo"}"#,
    },
    Rule {
        name: "ignored",
        meaning: "Claims that Enrol removes before it reads the statement, so that they are neither registered nor returned. No \
            claim that another rule or the statement itself needs",
        default: "none",
        example: r#"["software_logo_uri"]"#,
        refused: r#"["exp"]"#,
    },
    Rule {
        name: "refused",
        meaning: "Members that a client may not send beside the statement, in any language or as an offer. An update may send back \
            what is registered",
        default: "none",
        example: r#"["jwks"]"#,
        refused: r#"["keys"]"#,
    },
    Rule {
        name: "narrowed",
        meaning: "Members that are lists, or `scope`, of which a client may register a part. Values that the statement does not have \
            are refused",
        default: "none",
        example: r#"["redirect_uris","scope"]"#,
        refused: r#"["uris"]"#,
    },
    Rule {
        name: "requested",
        meaning: "Members that a request must have itself, even if the statement has them",
        default: "none",
        example: r#"["scope"]"#,
        refused: r#"["scopes"]"#,
    },
    Rule {
        name: "roles",
        meaning: "A claim with roles, and the scope values of each role. A client may have the values of its roles alone; without \
            `narrowed` it gets all of them. A role is a text, or an object with `role` and the `status` `Active`",
        default: "roles decide nothing",
        example: r#"{"software_roles":{"AISP":"openid accounts","PISP":"openid payments"}}"#,
        refused: r#"{"software_roles":["AISP"]}"#,
    },
    Rule {
        name: "self_asserted",
        meaning: "The only members that a client may send itself, in every language and as an offer. Others are left out",
        default: "all",
        example: r#"["client_uri","contacts"]"#,
        refused: r#"["website"]"#,
    },
    Rule {
        name: "locked",
        meaning: "Members that an update cannot change. To lock `jwks` or `jwks_uri` locks both",
        default: "all members of the statement",
        example: r#"["redirect_uris","jwks_uri"]"#,
        refused: r#"["keys"]"#,
    },
    Rule {
        name: "returned",
        meaning: "Other claims that the answer contains",
        default: "all",
        example: r#"["org_id"]"#,
        refused: r#""org_id""#,
    },
    Rule {
        name: "templates",
        meaning: "The [templates](settings.md#templates) whose clients the issuer may vouch for. Such a statement has the name of the \
            template as its `software_id`",
        default: "none; for your own statements, all",
        example: r#"["mobile"]"#,
        refused: r#""mobile""#,
    },
    Rule {
        name: "single_use",
        meaning: "With `true`, a statement registers or updates one client. It needs a `jti`, and an `exp` or `maximum_age_seconds`",
        default: "`false`",
        example: "true",
        refused: r#""yes""#,
    },
    Rule {
        name: "unique",
        meaning: "With `true`, there is one living client for each `software_id`, which the statement must have. The client is stored. A \
            client that is deleted, refused by an epoch or idle makes room",
        default: "`false`",
        example: "true",
        refused: r#""yes""#,
    },
    Rule {
        name: "required_in_updates",
        meaning: "With `true`, every update needs a statement that is valid then",
        default: "`false`",
        example: "true",
        refused: r#""yes""#,
    },
];
