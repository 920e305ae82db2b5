#!/usr/bin/env node
import { readFileSync } from 'node:fs'

// What must feel instant comes before anything is loaded.
if (process.argv.length === 3 && ['--version', '-V'].includes(process.argv[2] ?? '')) {
  process.stdout.write(`${version()}\n`)
} else {
  void run()
}

async function run(): Promise<void> {
  const { ignoreBrokenPipe } = await import('./ignore-broken-pipe.ts')
  ignoreBrokenPipe(process.stdout, process.stderr)
  const { main, keepCompiled } = await (await import('./load-main.ts')).loadMain()
  const words = process.argv.slice(2)
  const code = await main(words, version(), process.exit)
  if (code === 0 && words[0] === 'playbook') keepCompiled?.()
  // Output to a pipe may still be pending; a hung connection must not keep the process.
  process.stdout.write('', () => process.exit(code))
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
