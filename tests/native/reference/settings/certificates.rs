//! Settings about certificates of clients.

use super::{Default, Group, Setting, Value};

/// An authority that trusts nobody.
const AUTHORITY: &str = "-----BEGIN CERTIFICATE-----
MIIBszCCAVmgAwIBAgIUEhmwZwqMtavU85c3YVsi9TJmHWIwCgYIKoZIzj0EAwIw
JjEQMA4GA1UECgwHRXhhbXBsZTESMBAGA1UEAwwJQXV0aG9yaXR5MCAXDTI2MTEy
OTExMTIyNVoYDzIxMjYxMTA1MTExMjI1WjAmMRAwDgYDVQQKDAdFeGFtcGxlMRIw
EAYDVQQDDAlBdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT6OkCc
fdDtiTDup4pwQbWzAshm4uaHtghx5cBYKmyIE6mks7QfsByDA545kVm02TsD8uLf
Ghw044zCYwors8V0o2MwYTAdBgNVHQ4EFgQUCBELNZzgFGsM42cUV3BcYFxmYAww
HwYDVR0jBBgwFoAUCBELNZzgFGsM42cUV3BcYFxmYAwwDwYDVR0TAQH/BAUwAwEB
/zAOBgNVHQ8BAf8EBAMCAQYwCgYIKoZIzj0EAwIDSAAwRQIgDk953945op7VBLMc
w07N+08Fk+YloW0vqu+6pZz/WZACIQCZxtwfUMQRJTM67fZQCz/c9JhMssDpyedQ
GuJaFdcF1A==
-----END CERTIFICATE-----";

/// A proxy in front of the server.
const PROXY: &[(&str, &str)] = &[("CERTIFICATE_HEADER", "client-cert"), ("PROXY_SECRET", "SECRET")];

pub const GROUP: Group = Group {
    title: "Certificates of clients",
    intro: "Cloudflare ends TLS and tells the server about the certificate of a client, or a proxy of yours does. \
        [Certificates](../certificates.md) has the details.",
    settings: &[
        Setting {
            name: "CERTIFICATE_HEADER",
            purpose: "The header in which a proxy of yours forwards the certificate of a client. Certificates that Cloudflare reports \
                then count for nothing.",
            value: Value::OneOf(&[
                ("off", "Cloudflare reports certificates, and no header counts"),
                ("client-cert", "`Client-Cert` and `Client-Cert-Chain` of RFC 9440"),
                ("ssl-client-cert", "as the ingress of nginx sends it: PEM, percent-encoded"),
                ("x-forwarded-client-cert", "as Envoy sends it, with `Cert` and perhaps `Chain`"),
            ]),
            default: Default::Is("off"),
            example: "client-cert",
            beside: &[("PROXY_SECRET", "SECRET")],
            refused: "x-ssl-cert",
            trouble: "The header counts only beside the header `Enrol-Proxy-Secret` with a `PROXY_SECRET`. The proxy must remove both \
                from what clients send. It also refuses revoked certificates: nothing in the header tells of them.",
        },
        Setting {
            name: "CLIENT_ADDRESS_HEADER",
            purpose: "The header in which the proxy of `CERTIFICATE_HEADER` forwards the address of the client. The limits against floods \
                count that address then, and not that of the proxy.",
            value: Value::OneOf(&[
                ("off", "the address of the connection counts"),
                (
                    "x-forwarded-for",
                    "the last address in `X-Forwarded-For`, apart from that of the connection, which Cloudflare adds",
                ),
            ]),
            default: Default::Is("off"),
            example: "x-forwarded-for",
            beside: PROXY,
            refused: "x-real-ip",
            trouble: "The header counts only beside the header `Enrol-Proxy-Secret` with a `PROXY_SECRET`. The proxy must set it, or add the \
                address of the client at its end. A proxy that does neither lets clients choose their address.",
        },
        Setting {
            name: "PROXY_SECRET",
            purpose: "The secret by which the proxy of `CERTIFICATE_HEADER` is known. It sends the secret in the header \
                `Enrol-Proxy-Secret` of each request.",
            value: Value::Text(
                "one secret of 32 to 256 characters, or two of them, separated by a space, while \
                [the proxy changes it](../runbooks.md#change-the-secret-of-the-proxy). \
                `openssl rand -base64 32` prints one",
            ),
            default: Default::Unset("none"),
            example: "SECRET",
            beside: &[("CERTIFICATE_HEADER", "client-cert")],
            refused: "proxy",
            trouble: "The holder of the secret can claim any certificate. A request with another secret counts as one without a certificate.",
        },
        Setting {
            name: "CERTIFICATE_AUTHORITIES",
            purpose: "The authorities whose certificates count, where a proxy forwards them. Other certificates prove only that the \
                client has a key.",
            value: Value::Text("1 to 20 certificates of authorities in PEM, one after the other"),
            default: Default::Unset("none"),
            example: AUTHORITY,
            beside: PROXY,
            refused: "-----BEGIN CERTIFICATE-----",
            trouble: "Trust the authorities of your ecosystem, never those of the web. A setting has at most 5 KB, which is two to seven \
                certificates. `CERTIFICATE_HEADER` with `tls_client_auth`, or with a `REGISTRATION_MODE` of certificates, \
                needs one.",
        },
        Setting {
            name: "CERTIFICATE_INTERMEDIATES",
            purpose: "Certificates between those of clients and `CERTIFICATE_AUTHORITIES`, for proxies that forward no chain.",
            value: Value::Text("up to 20 certificates of authorities in PEM, one after the other"),
            default: Default::Unset("none"),
            example: AUTHORITY,
            beside: PROXY,
            refused: "-----BEGIN CERTIFICATE-----",
            trouble: "They are trusted only as far as an authority has signed them. `CERTIFICATE_AUTHORITIES` can name them instead.",
        },
        Setting {
            name: "CERTIFICATE_NAMES",
            purpose: "The names of certificates that clients of `tls_client_auth` may register.",
            value: Value::OneOf(&[
                ("any", "the subject, or one host, URI, address or mailbox beside it"),
                ("subject", "`tls_client_auth_subject_dn` alone"),
                (
                    "encoded-subject",
                    "the same in the form of Open Finance Brasil: `CN`, `L`, `ST`, `O`, `OU`, `C`, `STREET`, `DC` and `UID` as text, \
                        other types as `2.5.4.97=#0c03414243`",
                ),
            ]),
            default: Default::Is("any"),
            example: "encoded-subject",
            beside: &[],
            refused: "dns",
            trouble: "A client with another name is refused with `invalid_client_metadata`. Clients that exist keep theirs. With each choice \
                the subject is compared as a name, in whatever encoding.",
        },
        Setting {
            name: "X5C_CHAINS",
            purpose: "How the server treats the certificates (`x5c`) of keys that a client registers by value, in `jwks`.",
            value: Value::OneOf(&[
                ("ignored", "the first certificate must be of the key, and nobody needs to have issued it"),
                ("verified", "they must also lead to one of `CERTIFICATE_AUTHORITIES`, and be in date"),
            ]),
            default: Default::Is("ignored"),
            example: "verified",
            beside: &[("CERTIFICATE_AUTHORITIES", AUTHORITY)],
            refused: "on",
            trouble: "Certificates are checked when the client registers or updates itself, not when a key is used. Keys without \
                certificates, keys at a `jwks_uri`, and clients of `self_signed_tls_client_auth` are not concerned.",
        },
        Setting {
            name: "MTLS_HOST",
            purpose: "A second host of this server, at which TLS asks for the certificate of the client. Discovery shows the endpoints \
                there as `mtls_endpoint_aliases`.",
            value: Value::Text("a host other than that of `ISSUER`, perhaps with a port"),
            default: Default::Unset("none"),
            example: "mtls.example.com",
            beside: &[],
            refused: "https://mtls.example.com",
            trouble: "The host must lead to this Worker, or to the proxy of `CERTIFICATE_HEADER`. Browsers ask their user for a certificate \
                there, so it should not be the host of `ISSUER`.",
        },
    ],
};
