#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { reportOutputErrors } from './output-errors.ts'

/** Their exit code says how the run ended, whether or not all of it was shown. */
const RUNS_TASKS = new Set(['playbook', 'task', 'exec', 'console', 'apply', 'resume'])

const isIncomplete = reportOutputErrors(process.stdout, process.stderr)
const words = process.argv.slice(2)

// What must feel instant comes before anything is loaded.
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

/** Output to a pipe may still be pending; a hung connection must not keep the process. */
function end(code: number): void {
  // An error of the last write comes after this callback.
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
      // Not this far up.
    }
  }
  return 'unknown'
}
