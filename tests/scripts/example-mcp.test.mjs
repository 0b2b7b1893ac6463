import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missingLines, settingsFor } from '../../scripts/lib/example-mcp.mjs'

const RESOURCE = 'http://localhost:8788/mcp'

test('an operator is told the settings that Enrol lacks for the MCP server, and no others', () => {
  const { RESOURCES, SCOPE_REQUESTS } = settingsFor(RESOURCE)
  const [resources, requests] = [`RESOURCES='${RESOURCES}'`, `SCOPE_REQUESTS="${SCOPE_REQUESTS}"`]
  for (const [settings, lines] of [
    [{}, [resources, requests]],
    [{ RESOURCES: '', SCOPE_REQUESTS: 'registered' }, [resources, requests]],
    [{ RESOURCES, SCOPE_REQUESTS }, []],
    [{ RESOURCES: `https://api.example ${RESOURCE}`, SCOPE_REQUESTS }, []],
    [{ RESOURCES: [{ resource: RESOURCE }], SCOPE_REQUESTS }, []],
    [{ RESOURCES: `${RESOURCE}2`, SCOPE_REQUESTS }, [resources]],
    [{ RESOURCES: [RESOURCE] }, [requests]],
  ]) {
    assert.deepEqual(missingLines(RESOURCE, settings), lines, JSON.stringify(settings))
  }
})
