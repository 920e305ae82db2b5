// Builds what `npm ci` leaves behind: the program in one file, the libraries that not every run needs beside it, their compiled
// code, the modules that task files and their tests import, and their types. `node build.js warm` only compiles the code.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'

const BUNDLE = fileURLToPath(new URL('dist/drover.cjs', import.meta.url))

/** Libraries that are loaded when they are first needed: for a terminal, certificates, secrets, processes. */
const PARTS = ['listr2', 'node-forge', 'age-encryption', 'zx/core']

const compaction = loadCompaction()

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  plugins: [
    {
      name: 'less',
      setup: ({ onLoad }) => {
        onLoad({ filter: /zod\/.*\/locales\/index\.js$/ }, english)
        onLoad({ filter: /commander\/lib\/command\.js$/ }, withoutPrograms)
      },
    },
    { name: 'shell programs', setup: ({ onLoad }) => onLoad({ filter: /\/(src|tasks)\/.*\.ts$/ }, inlined) },
  ],
}

/** Of a script that is no module of Node: one function, which is given what a module has. */
const SCRIPT = {
  ...COMMON,
  format: 'cjs',
  banner: { js: '(function (exports, require, module, __url) {' },
  footer: { js: '})' },
  define: { 'import.meta.url': '__url' },
  // It has only `require`.
  supported: { 'dynamic-import': false },
  // Names stay, for whoever reads a stack.
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 120,
  write: false,
}

if (process.argv[2] === 'warm') await warm()
else await buildAll()

async function buildAll() {
  rmSync('dist', { recursive: true, force: true })
  const { partFile } = await buildCommand()
  await buildScript(BUNDLE, {
    entryPoints: ['src/cli/main.ts'],
    // jiti brings its own compiler and loads it by path.
    external: ['jiti', ...PARTS],
  })
  for (const name of PARTS) {
    const contents = `module.exports = require('${name}')`
    await buildScript(partFile(BUNDLE, name), { stdin: { contents, resolveDir: '.' } })
  }
  await build({
    ...COMMON,
    entryPoints: ['src/authoring/task.ts', 'src/authoring/testing.ts'],
    outdir: 'dist',
    outbase: '.',
    splitting: true,
    format: 'esm',
    external: ['jiti'],
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

/** What is read as Latin-1, which takes the least time, must be ASCII: esbuild leaves regular expressions as they are. */
async function buildScript(outfile, options) {
  const { outputFiles } = await build({ ...SCRIPT, ...options, outfile })
  mkdirSync(dirname(outfile), { recursive: true })
  const escaped = sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
  for (const { path, text } of outputFiles) writeFileSync(path, text.replace(/[^\0-\x7f]/g, escaped))
}

/** Builds what Node itself loads; returns what loads the rest. */
async function buildCommand() {
  await build({
    ...COMMON,
    entryPoints: { run: 'src/cli/index.ts', 'load-main': 'src/cli/load-main.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': '__url' },
    plugins: [
      { name: 'bundled', setup: ({ onResolve }) => onResolve({ filter: /^\.\/main\.ts$/ }, bundled) },
    ],
  })
  return import('./dist/load-main.cjs')
}

function bundled({ path }) {
  return { path, external: true }
}

/** zod brings its messages in fifty languages; Drover speaks one. */
function english() {
  return { contents: "export { default as en } from './en.js'" }
}

/** commander could start a program for a subcommand, which Drover has none of; to load how takes a hundredth of a second. */
function withoutPrograms({ path }) {
  const text = readFileSync(path, 'utf8')
  const contents = text.replace("const childProcess = require('node:child_process');", '')
  if (contents === text) throw new Error(`${path} is not as it was: how does it start programs now?`)
  return { contents }
}

/** A shell program stands in a file of its own; in what is built, its text stands where it is read. */
async function inlined({ path }) {
  const text = readFileSync(path, 'utf8')
  const { compactProgram } = await compaction
  const contents = text.replace(
    /(?<=\bprogramText\()new URL\('(\.\/[a-z-]+\.sh)', import\.meta\.url\)/g,
    (_, file) => JSON.stringify(compactProgram(readFileSync(join(dirname(path), file), 'utf8'))),
  )
  return { contents, loader: 'ts' }
}

/** Loads the module that says what is left out of a shell program; Node 20 reads no TypeScript. */
async function loadCompaction() {
  const { code } = await transform(readFileSync('src/base/compact-program.ts', 'utf8'), { loader: 'ts' })
  return import(`data:text/javascript,${encodeURIComponent(code)}`)
}

/** Runs a small play twice in a folder of its own, on this machine, and keeps the code that V8 compiled for it. */
async function warm() {
  const { openBundle } = await import('./dist/load-main.cjs')
  const bundle = openBundle(BUNDLE)
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
      if ((await bundle.main([...words, output], '', process.exit)) !== 0)
        throw new Error('the play that warms the code failed')
    }
    for (const name of PARTS) bundle.require(name)
    for (const [file, code] of bundle.codeCaches()) writeFileSync(file, code)
    const again = openBundle(BUNDLE)
    for (const name of PARTS) again.require(name)
    if (!again.isCompiled()) throw new Error('V8 does not take the code that it made')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
