import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onPath } from '../../../scripts/lib/processes.mjs'
import { node } from '../../../scripts/lib/wrangler.mjs'
import { assertShown } from './answers.mjs'
import { addSettings, cloneProject, npmStart, toolsOf } from './clone.mjs'
import { BASE, START, stepsOf, textOf } from './pages.mjs'

/** Programs that a page may use. `sh`, `env` and `uname` are for npm. */
const PROGRAMS = 'bash cat chmod cp curl cut date env grep head ls mkdir mv npm npx printf rm sed sh sleep sort tail tee tr uname wc'

/** Runs the commands of a page in order in one shell, at a server of its own, and compares the answers that it shows. */
export async function runPage(page) {
  const { path, remove } = await cloneProject()
  let server, shell
  try {
    shell = openShell(path)
    for (const step of stepsOf(textOf(page))) {
      if (step.settings.length > 0) await server?.stop()
      for (const settings of step.settings) addSettings(path, settings)
      if (!server || step.settings.length > 0) server = await npmStart(path, server?.port)
      const text = step.lines.join('\n')
      if (text === START) continue
      const isRefused = step.answers.some(({ text }) => text.includes('"error"'))
      const commands = `${'\n'.repeat(step.line - 1)}${text.replace(BASE, `BASE=${server.origin}`)}\n`
      const { isGood, printed } = await shell.run(commands, { isRefused })
      assert.ok(isGood, `${page}, the block at line ${step.line}:\n${printed}\n${server.lines.text}`)
      for (const answer of step.answers) assertShown(answer, printed, `${page}, the block at line ${step.line}`)
    }
  } finally {
    await shell?.close()
    await server?.stop()
    remove()
  }
}

/** Opens a shell that ends at the first command that fails; a request that is refused fails, unless that is shown. */
function openShell(path) {
  const tools = toolsOf(path)
  for (const name of PROGRAMS.split(' ')) if (onPath(name)) symlinkSync(onPath(name), join(tools, name))
  symlinkSync(node, join(tools, 'node'))
  const env = {
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    CURL_HOME: tools,
    HOME: process.env.HOME,
    PATH: tools,
    WRANGLER_HIDE_BANNER: 'true',
    WRANGLER_LOG_PATH: tools,
    WRANGLER_SEND_ERROR_REPORTS: 'false',
    WRANGLER_SEND_METRICS: 'false',
    XDG_CONFIG_HOME: tools,
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
    // curl reaches nothing but this machine.
    ...Object.fromEntries(['http_proxy', 'https_proxy'].map((name) => [name, 'http://127.0.0.1:9'])),
    no_proxy: 'localhost,127.0.0.1',
  }
  const shell = spawn(join(tools, 'bash'), ['-s'], { cwd: path, env, stdio: ['pipe', 'ignore', 'ignore', 'pipe'] })
  const gone = once(shell, 'close')
  const said = createInterface({ input: shell.stdio[3] })
  shell.stdin.on('error', () => {})
  shell.stdin.write('set -eu -o pipefail\n')
  const run = async (commands, { isRefused }) => {
    const [file, printed] = ['block.sh', 'printed'].map((name) => join(tools, name))
    writeFileSync(file, commands)
    writeFileSync(join(tools, '.curlrc'), isRefused ? '' : 'fail-with-body\n')
    const done = once(said, 'line')
    shell.stdin.write(`. '${file}' < /dev/null > '${printed}' 2>&1; echo done >&3\n`)
    const isGood = await Promise.race([done.then(() => true), gone.then(() => false)])
    return { isGood, printed: readFileSync(printed, 'utf8') }
  }
  const close = async () => {
    shell.stdin.end()
    await gone
  }
  return { run, close }
}
