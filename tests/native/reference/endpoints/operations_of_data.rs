//! The operations on templates and issuers of software statements as data, each with its use and a request that works.

use super::operations::Operation;

/// The operations, in the order of the page.
pub const OF_DATA: [Operation; 15] = [
    Operation {
        id: "listStatementIssuers",
        purpose: "Lists the versions of all [issuers of software statements](../policies.md#templates-and-issuers-of-statements), with the newest of each first, if `POLICIES` is \
            `database`. The first page begins with those of the settings.",
        request: "GET /admin/v1/statement-issuers\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "listStatementIssuer",
        purpose: "Lists the versions of an issuer of software statements, the newest first.",
        request: "GET /admin/v1/statement-issuers/https%3A%2F%2Fdirectory.example\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "draftStatementIssuer",
        purpose: "Makes the next version of an issuer of software statements, a draft. The body is an entry of the setting.",
        request: "POST /admin/v1/statement-issuers/https%3A%2F%2Fdirectory.example\nauthorization: Bearer ADMINISTRATOR\ncontent-type: application/json\n\n\
            {\"jwks_uri\": \"https://directory.example/jwks\"}",
    },
    Operation {
        id: "readStatementIssuer",
        purpose: "Reads a version of an issuer of software statements.",
        request: "GET /admin/v1/statement-issuers/https%3A%2F%2Fdirectory.example/1\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "changeStatementIssuer",
        purpose: "Replaces the document of a draft. With `If-Match`, only of a draft that nobody has changed meanwhile.",
        request: "PUT /admin/v1/statement-issuers/https%3A%2F%2Fdirectory.example/1\nauthorization: Bearer ADMINISTRATOR\ncontent-type: application/json\n\n\
            {\"jwks_uri\": \"https://directory.example/jwks\"}",
    },
    Operation {
        id: "activateStatementIssuer",
        purpose: "Puts a version in force; the version before it is retired. `in_force_by` is the time at which every isolate knows.",
        request: "POST /admin/v1/statement-issuers/https%3A%2F%2Fdirectory.example/1/activate\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "retireStatementIssuer",
        purpose: "Takes a version out of force. `in_force_by` is the time at which every isolate knows.",
        request: "POST /admin/v1/statement-issuers/https%3A%2F%2Fdirectory.example/1/retire\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "listTemplates",
        purpose: "Lists the versions of all [templates](../policies.md#templates-and-issuers-of-statements), with the newest of each first, if `POLICIES` is \
            `database`. The first page begins with those of the settings.",
        request: "GET /admin/v1/templates\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "listTemplate",
        purpose: "Lists the versions of a template, the newest first.",
        request: "GET /admin/v1/templates/mobile\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "draftTemplate",
        purpose: "Makes the next version of a template, a draft. The body is an entry of the setting.",
        request: "POST /admin/v1/templates/mobile\nauthorization: Bearer ADMINISTRATOR\ncontent-type: application/json\n\n\
            {\"redirect_uris\": [\"com.example.app:/callback\"]}",
    },
    Operation {
        id: "readTemplate",
        purpose: "Reads a version of a template.",
        request: "GET /admin/v1/templates/mobile/1\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "changeTemplate",
        purpose: "Replaces the document of a draft. With `If-Match`, only of a draft that nobody has changed meanwhile.",
        request: "PUT /admin/v1/templates/mobile/1\nauthorization: Bearer ADMINISTRATOR\ncontent-type: application/json\n\n\
            {\"redirect_uris\": [\"com.example.app:/callback\"]}",
    },
    Operation {
        id: "activateTemplate",
        purpose: "Puts a version in force; the version before it is retired. `in_force_by` is the time at which every isolate knows.",
        request: "POST /admin/v1/templates/mobile/1/activate\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "retireTemplate",
        purpose: "Takes a version out of force. `in_force_by` is the time at which every isolate knows.",
        request: "POST /admin/v1/templates/mobile/1/retire\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "previewTemplate",
        purpose: "Shows what a client of a version would get, also of a draft: the answer of a dry run. The body has the members that the \
            client sends, if any. With registrant, the policy that is active for the kind is asked too. Nothing is registered.",
        request: "POST /admin/v1/templates/mobile/1/preview\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
];
