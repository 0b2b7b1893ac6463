//! The operations of users, identity providers and keys at the admin API.

use super::Operation;

pub const OF_USERS: [Operation; 15] = [
    Operation {
        id: "listKeys",
        purpose: "Lists the keys that sign, and those that others encrypt to: see [rotation](../runbooks.md#rotate-the-signing-keys).",
        request: "GET /admin/v1/keys\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "rotateKeys",
        purpose: "Makes a next signing key of each algorithm that has none. The keys of today sign for one more day.",
        request: "POST /admin/v1/keys/rotate\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "listIdentityProviders",
        purpose: "Lists the identity providers of `IDENTITY_PROVIDERS`, never with a secret. The right is `admin:providers:read`.",
        request: "GET /admin/v1/identity-providers\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "inspectIdentityProvider",
        purpose: "Returns an identity provider of the settings by its name.",
        request: "GET /admin/v1/identity-providers/company\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "listUsers",
        purpose: "Lists users: see [Users](../administration.md#users). A search by `email` or `state` looks at 2,000 users in each \
            page, so a page can be short or empty and still have a `next` one.",
        request: "GET /admin/v1/users?state=active&email=alice%40example.com\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "createUser",
        purpose: "Creates a local user, and answers with a link that sets a password once, within 24 hours. The name has 1 to 128 \
            letters and digits of ASCII and `._@+-`. The caller needs `admin:users` and `admin:recovery`: whoever opens the link becomes \
            the user. A user with a role of `CONSOLE_ROLES` takes `admin`.",
        request: "POST /admin/v1/users\nauthorization: Bearer ADMINISTRATOR\ncontent-type: application/json\n\n\
            {\"username\":\"ann@example.com\",\"name\":\"Ann\",\"email\":\"ann@example.com\",\"claims\":{\"groups\":[\"staff\"]}}",
    },
    Operation {
        id: "inspectUser",
        purpose: "Returns a user with second factor, passkeys, sessions, consents and grants, never with a hash or a secret.",
        request: "GET /admin/v1/users/USER_ID\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "disableUser",
        purpose: "Shuts a user out: all sessions and grants end, and the user cannot sign in again.",
        request: "POST /admin/v1/users/USER_ID/disable\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "enableUser",
        purpose: "Lets a disabled user sign in again.",
        request: "POST /admin/v1/users/USER_ID/enable\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "signUserOut",
        purpose: "Ends all sessions and grants of a user, and tells the clients.",
        request: "POST /admin/v1/users/USER_ID/sign-out\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "recoverUser",
        purpose: "Gives a local user the account back: the password, the passkeys, all sessions and all grants end at once, and a link \
            sets a new password once, within 24 hours. With `remove_factor=true` the second factor goes too. Make sure who asks.",
        request: "POST /admin/v1/users/USER_ID/recovery\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "makePasswordLink",
        purpose: "Makes a link with which a local user sets another password once, within 24 hours. The former password works until \
            then; the new one ends all sessions and grants, and removes the passkeys. Make sure who asks.",
        request: "POST /admin/v1/users/USER_ID/password-link\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "removePasskeys",
        purpose: "Removes all passkeys of a user. Sessions go on.",
        request: "DELETE /admin/v1/users/USER_ID/passkeys\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "removeSecondFactor",
        purpose: "Removes the second factor of a user, with its recovery codes. Sessions go on. Make sure who asks.",
        request: "DELETE /admin/v1/users/USER_ID/second-factor\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "deleteUser",
        purpose: "Deletes a user with sessions, grants, consents, passkeys and the second factor, and erases the user from the audit \
            log. Clients that the user has registered stay.",
        request: "DELETE /admin/v1/users/USER_ID\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
];
