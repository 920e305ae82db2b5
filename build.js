// Builds what `npm ci` leaves behind: the program in one file, the libraries that not every run needs beside it, the modules that
// task files and their tests import, and their types.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build, transform } from 'esbuild'

/** Libraries that are loaded when they are first needed: for a terminal, certificates, secrets, processes. */
const PARTS = ['listr2', 'node-forge', 'age-encryption', 'zx/core']
const IS_PART = new RegExp(`^(${PARTS.join('|')})$`)

const { compactProgram } = await loadCompaction()

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
      },
    },
    { name: 'shell programs', setup: ({ onLoad }) => onLoad({ filter: /\/(src|tasks)\/.*\.ts$/ }, inlined) },
  ],
}

/** What is loaded by `src/cli/load-main.ts`. */
const SCRIPT = {
  ...COMMON,
  format: 'cjs',
  banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': '__url' },
  // It has only `require`.
  supported: { 'dynamic-import': false },
  // Names stay, for whoever reads a stack.
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 120,
  write: false,
}

/** The module `drover`, over the same bundle. */
const API = `import { createRequire } from 'node:module'
const { loadApi } = createRequire(import.meta.url)('./drover.cjs')
export const { runPlaybook, InputError, InputErrors } = await loadApi()
`

/** The modules that others import, below src. */
const TYPED = [
  'api/index',
  'authoring/task',
  'authoring/testing',
  'authoring/inventory',
  'authoring/playbook',
]

rmSync('dist', { recursive: true, force: true })
await buildAll()

async function buildAll() {
  const bundle = createHash('sha256')
  await buildScript(bundle, {
    entryPoints: ['src/cli/bundle.ts'],
    outfile: 'dist/drover.cjs',
    // jiti brings its own compiler and loads it by path.
    external: ['jiti'],
    plugins: [
      ...COMMON.plugins,
      { name: 'parts', setup: ({ onResolve }) => onResolve({ filter: IS_PART }, part) },
    ],
  })
  for (const name of PARTS) {
    const contents = `module.exports = require('${name}')`
    await buildScript(bundle, { stdin: { contents, resolveDir: '.' }, outfile: `dist/${partFile(name)}` })
  }
  writeFileSync('dist/index.js', API)
  await buildCommand(bundle.digest('hex').slice(0, 16))
  await build({
    ...COMMON,
    entryPoints: TYPED.slice(1).map(name => `src/${name}.ts`),
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
  await buildReportPage()
  execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.types.json'], { stdio: 'inherit' })
  const { builtInParams } = createRequire(import.meta.url)('./dist/drover.cjs')
  writeFileSync('dist/types/src/authoring/built-in-params.d.ts', await builtInParams())
  removeUnreachable(
    'dist/types',
    TYPED.map(name => `dist/types/src/${name}.d.ts`),
  )
}

/** Removes the declarations that none of the entries leads to: the compiler writes those of all that it has read. */
function removeUnreachable(folder, entries) {
  const kept = new Set()
  const visit = file => {
    if (kept.has(file)) return
    kept.add(file)
    const text = readFileSync(file, 'utf8')
    for (const [, path] of text.matchAll(/(?:from|import)\s*\(?['"](\.[^'"]+)['"]/g))
      visit(join(dirname(file), path.replace(/\.[jt]s$/, '.d.ts')))
  }
  entries.forEach(visit)
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = join(folder, name)
    if (file.endsWith('.d.ts') && !kept.has(file)) rmSync(file)
  }
}

/** Builds what a report has in its page: it is read when one is made. */
async function buildReportPage() {
  await build({
    entryPoints: ['src/report/browser/page.ts', 'src/report/browser/page.css'],
    outdir: 'dist/report',
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: ['chrome111', 'firefox115', 'safari16.4'],
    charset: 'ascii',
    logLevel: 'warning',
  })
}

function partFile(name) {
  return `parts/${name.replaceAll('/', '-')}.cjs`
}

function part({ path }) {
  return { path: `./${partFile(path)}`, external: true }
}

/** What is read as Latin-1, which takes the least time, must be ASCII: esbuild leaves regular expressions as they are. */
async function buildScript(bundle, options) {
  const { outputFiles } = await build({ ...SCRIPT, ...options })
  mkdirSync(dirname(options.outfile), { recursive: true })
  const escaped = sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
  for (const { path, text } of outputFiles) {
    const ascii = text.replace(/[^\0-\x7f]/g, escaped)
    bundle.update(ascii)
    writeFileSync(path, ascii)
  }
}

/** Builds what Node itself loads, and which loads the rest. */
async function buildCommand(bundle) {
  await build({
    ...COMMON,
    entryPoints: ['src/cli/index.ts'],
    outfile: 'dist/run.cjs',
    format: 'cjs',
    banner: SCRIPT.banner,
    define: { ...SCRIPT.define, BUNDLE: JSON.stringify(bundle) },
    plugins: [
      { name: 'bundled', setup: ({ onResolve }) => onResolve({ filter: /^\.\/main\.ts$/ }, bundled) },
    ],
  })
}

function bundled({ path }) {
  return { path, external: true }
}

/** zod brings its messages in fifty languages; Drover speaks one. */
function english() {
  return { contents: "export { default as en } from './en.js'" }
}

/** A shell program stands in a file of its own; in what is built, its text stands where it is read. */
async function inlined({ path }) {
  const text = readFileSync(path, 'utf8')
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
