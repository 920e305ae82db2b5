#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { reportOutputErrors } from './output-errors.ts'

/** The commands whose exit code only shows how the run ended, even if their output was incomplete. */
const RUNS_TASKS = new Set(['playbook', 'task', 'exec', 'console', 'apply', 'resume'])

const isIncomplete = reportOutputErrors(process.stdout, process.stderr)
const words = process.argv.slice(2)

// `--version` must be instant, so it is handled before anything else is loaded.
if (words.length === 1 && ['--version', '-V'].includes(words[0] ?? '')) {
  process.stdout.write(`${version()}\n`)
  end(0)
} else {
  void run()
}

async function run(): Promise<void> {
  const { main, keepCompiled } = await (await import('./load-main.ts')).loadMain()
  const code = await main(words, version(), process.exit)
  if (code === 0 && words[0] === 'playbook') keepCompiled?.()
  end(code)
}

/** Ends the process once its output is written to the pipe; a connection that hangs must not keep it alive. */
function end(code: number): void {
  // An error of the last write is reported only after this callback.
  process.stdout.write('', () => setImmediate(() => process.exit(code || codeOfOutput())))
}

function codeOfOutput(): number {
  return isIncomplete() && !RUNS_TASKS.has(words[0] ?? '') ? 1 : 0
}

function version(): string {
  for (const above of ['.', '..', '../..']) {
    try {
      const found = JSON.parse(readFileSync(new URL(`${above}/package.json`, import.meta.url), 'utf8'))
      if (found.name === 'drover') return found.version
    } catch {
      // There is no package.json in this folder.
    }
  }
  return 'unknown'
}
