//! The bindings that `wrangler.toml` has beside the settings.

/// A limit a minute.
pub struct RateLimit {
    pub name: &'static str,
    pub limit: u32,
    /// Says what is counted.
    pub counts: &'static str,
    /// Says what happens above the limit.
    pub above: &'static str,
}

/// All limits, in the order of the file.
pub const RATE_LIMITS: [RateLimit; 11] = [
    RateLimit {
        name: "REGISTRATION_LIMIT",
        limit: 600,
        counts: "registrations, updates, deletions, revocations and pushed requests from one address, with refused ones and dry \
            runs, and sign-ins at identity providers that are stored because their address would be too long",
        above: "429 `temporarily_unavailable`",
    },
    RateLimit {
        name: "STORAGE_LIMIT",
        limit: 10,
        counts: "requests from one address that store more for anonymous clients: a client too large for a `client_id`, the first \
            change or deletion of a sealed client, or a pushed request of more than 2,048 characters",
        above: "429 `temporarily_unavailable`",
    },
    RateLimit {
        name: "USE_LIMIT",
        limit: 60,
        counts: "anonymous clients from one address whose first use is recorded",
        above: "further clients get their tokens too, and are recorded later",
    },
    RateLimit {
        name: "CLIENT_ASSERTION_LIMIT",
        limit: 300,
        counts: "assertions of one registered client from one address",
        above: "429 `temporarily_unavailable`",
    },
    RateLimit {
        name: "ASSERTION_LIMIT",
        limit: 3000,
        counts: "assertions of registered clients from one address",
        above: "429 `temporarily_unavailable`",
    },
    RateLimit {
        name: "OUTBOUND_LIMIT",
        limit: 300,
        counts: "requests to other servers that one address causes; a document takes three, two of them to the resolver. Keys of \
            the issuers in your settings are not counted",
        above: "429 `temporarily_unavailable`",
    },
    RateLimit {
        name: "FETCH_LIMIT",
        limit: 200,
        counts: "documents from one host. Set the limit to 600 if `RESOLVER` is `off`",
        above: "the document counts as one that cannot be fetched",
    },
    RateLimit {
        name: "FAILURE_LIMIT",
        limit: 30,
        counts: "failed authentications of one client from one address",
        above: "429 `temporarily_unavailable` for a minute; a request with the right secret or certificate still passes",
    },
    RateLimit {
        name: "SIGN_IN_LIMIT",
        limit: 60,
        counts: "attempts to sign in with a password from one address, with browsers that the user has not signed in with before",
        above: "the page asks the user to try again in a minute",
    },
    RateLimit {
        name: "PASSWORD_LIMIT",
        limit: 10,
        counts: "attempts to sign in as one local user from one address. Browsers that the user has signed in with before are \
            counted apart",
        above: "the page asks the user to try again in a minute; another address still gets in",
    },
    RateLimit {
        name: "ACCOUNT_LIMIT",
        limit: 60,
        counts: "attempts to sign in as one local user from all addresses, with browsers that the user has not signed in with before",
        above: "the page asks the user to try again in a minute; a browser that the user has signed in with before still gets in",
    },
];

/// The other bindings and entries of `wrangler.toml`: the text that the file has, its name, and its use.
pub const OTHERS: [(&str, &str, &str); 5] = [
    (
        "binding = \"DB\"",
        "`DB` (D1 database)",
        "holds changed and stored clients, tokens, keys and epochs. `npx wrangler d1 create enrol` prints the `database_id`; \
            `npm run migrate -- --remote` creates the tables. If it does not answer, requests that need it are answered 503",
    ),
    (
        "binding = \"CACHE\"",
        "`CACHE` (KV namespace)",
        "caches documents that were fetched from other servers. `npx wrangler kv namespace create CACHE` prints the `id`. You can \
            empty it at any time",
    ),
    (
        "binding = \"HOOK\"",
        "`HOOK` (service, optional)",
        "is the Worker with [your own check](../guides/hooks.md), for `REGISTRATION_HOOK = \"service\"`",
    ),
    (
        "crons = [\"17 * * * *\", \"* * * * *\"]",
        "`[triggers]`",
        "runs the clean-up every hour: it removes rows that have expired. Without it the database grows. `* * * * *` sends logout \
            tokens that wait; without it they wait for the next clean-up",
    ),
    (
        "invocation_logs = false",
        "`[observability.logs]`",
        "keeps full URLs out of the logs. The Worker writes one line of its own for each request",
    ),
];
