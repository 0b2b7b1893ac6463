//! Settings of the server's identity.

use super::{Default, Group, Setting, Value};

pub const GROUP: Group = Group {
    title: "Identity of the server",
    intro: "These settings say who the server is. The server needs `ISSUER` and `MASTER_SECRET`; without them it answers every \
        request with 503.",
    settings: &[
        Setting {
            name: "ISSUER",
            purpose: "The public URL of this server. Every address in an answer begins with it. If Enrol stands beside another \
                authorization server, use the issuer of that server.",
            value: Value::Text(
                "an `https` URL in lower case, without a slash at its end, a query or a default port. A path is allowed. \
                `http` is allowed for this machine only, such as `http://localhost:8780`",
            ),
            default: Default::Required,
            example: "https://as.example.com",
            beside: &[],
            refused: "https://as.example.com/",
            trouble: "Every sealed `client_id` belongs to an issuer. If you change `ISSUER` and do not list the old value in \
                `FORMER_ISSUERS`, all sealed clients end. `npm start` sets `ISSUER` for the local server, unless `.dev.vars` \
                does.",
        },
        Setting {
            name: "FORMER_ISSUERS",
            purpose: "The values that `ISSUER` had before. The clients of these names keep their `client_id`, their secret and \
                their registration access token.",
            value: Value::Text(
                "a list of up to 10 issuers. List only names of this same server, which still has its database and its \
                `MASTER_SECRET`",
            ),
            default: Default::Is("[]"),
            example: "https://old.example.com",
            beside: &[("ISSUER", "https://new.example.com")],
            refused: "https://new.example.com",
            trouble: "Keep the old host routed to Enrol: a client uses its old `registration_client_uri` until the next answer \
                gives it the new one. Access tokens of the old name are not valid any more; clients get new ones. `npm start` \
                lists the ports that it has served at.",
        },
        Setting {
            name: "MASTER_SECRET",
            purpose: "The key ring of the server. Enrol derives every client secret and every registration access token from \
                it, and seals every `client_id` with it. The first key makes new credentials. Each key verifies the \
                credentials that it has made.",
            value: Value::Text(
                "one or more entries `name:key`, separated by spaces. A name has 1 to 16 lower-case letters and digits. A key \
                has at least 32 bytes, written in base64url without padding. `npm run --silent secret` prints an entry",
            ),
            default: Default::Required,
            example: "k20261128abcd:KEY",
            beside: &[],
            refused: "k20261128abcd:KEY",
            trouble: "If you lose a key, or remove it from the ring, its clients and their credentials end. Cloudflare never shows \
                a secret again, so keep a copy in a safe place. To change the key, put a new entry in front and keep the old \
                one.",
        },
        Setting {
            name: "PAIRWISE_SALT",
            purpose: "The key for the `sub` of users at clients with the `subject_type` `pairwise`. Clients can register \
                that type, and discovery lists it, if the salt is set.",
            value: Value::Text("one entry `name:key`, as in `MASTER_SECRET`"),
            default: Default::Unset("none"),
            example: "s1:KEY",
            beside: &[],
            refused: "s1:KEY",
            trouble: "Never change it: with another key, every such user becomes a stranger to the clients. It stays the same \
                when `MASTER_SECRET` changes.",
        },
    ],
};
