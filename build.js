// Builds what `npm ci` leaves behind: the program in one file with its compiled code beside it, the modules that task files
// and their tests import, and their types. `node build.js warm` only compiles the code.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

const BUNDLE = new URL('dist/drover.cjs', import.meta.url)

if (process.argv[2] === 'warm') await warm()
else await buildAll()

async function buildAll() {
  rmSync('dist', { recursive: true, force: true })
  const common = { bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' }
  await build({
    ...common,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/drover.cjs',
    format: 'cjs',
    // jiti brings its own compiler and loads it by path.
    external: ['jiti'],
    define: { 'import.meta.url': '__url' },
    // A script that is not loaded by Node itself has only `require`.
    supported: { 'dynamic-import': false },
  })
  await build({
    ...common,
    entryPoints: ['src/cli/index.ts', 'src/cli/load-main.ts', 'src/task.ts', 'src/testing.ts'],
    outdir: 'dist',
    outbase: '.',
    splitting: true,
    format: 'esm',
    external: ['jiti'],
    plugins: [
      { name: 'bundled', setup: ({ onResolve }) => onResolve({ filter: /^\.\/main\.ts$/ }, bundled) },
    ],
    // Some libraries are CommonJS and expect `require`.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    chunkNames: 'chunks/[name]-[hash]',
  })
  execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.types.json'], { stdio: 'inherit' })
  try {
    execFileSync(process.execPath, ['build.js', 'warm'], { stdio: ['ignore', 'ignore', 'inherit'] })
  } catch {
    console.error('built without compiled code: `run` will take longer to start')
  }
}

function bundled({ path }) {
  return { path, external: true }
}

/** Runs a small play twice in a folder of its own, on this machine, and keeps the code that V8 compiled for it. */
async function warm() {
  const { openBundle, codeCacheOf } = await import('./dist/src/cli/load-main.js')
  const { main, codeCache } = openBundle(BUNDLE)
  const folder = mkdtempSync(join(tmpdir(), 'drover-build-'))
  try {
    writeFileSync(
      join(folder, 'hosts.yml'),
      'all: { hosts: { "h[1:2]": { connection: local, greeting: hello } } }',
    )
    writeFileSync(join(folder, 'greeting.hbs'), '{{greeting}} {{inventory_hostname}}\n')
    const at = name => `${folder}/{{inventory_hostname}}-${name}`
    const tasks = [
      { file: { path: at('d'), state: 'directory', mode: '0755' }, loop: ['{{greeting}}'] },
      { copy: { dest: at('c'), content: 'a line\n', mode: '0644' }, notify: 'Say it' },
      { template: { dest: at('t'), src: 'greeting.hbs' }, when: 'greeting == "hello"', register: 'result' },
      { lineinfile: { path: at('c'), line: 'another' }, tags: ['lines'] },
      { stat: { path: at('c') } },
    ]
    const handlers = [{ name: 'Say it', command: 'echo {{greeting}}', changed_when: false }]
    writeFileSync(join(folder, 'site.yml'), JSON.stringify([{ hosts: 'all', tasks, handlers }]))
    const words = ['playbook', '-i', join(folder, 'hosts.yml'), join(folder, 'site.yml'), '-o']
    for (const output of ['lines', 'ndjson', 'ndjson']) {
      if ((await main([...words, output], '', process.exit)) !== 0)
        throw new Error('the play that warms the code failed')
    }
    writeFileSync(codeCacheOf(BUNDLE), codeCache())
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
