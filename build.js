// Bundles the command, the module that task files import, and each task type, so that a command loads only what it needs.

import { execFileSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

const taskFiles = readdirSync('tasks')
  .filter(file => file.endsWith('.ts'))
  .map(file => `tasks/${file}`)

rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: ['src/cli/index.ts', 'src/task.ts', 'src/testing.ts', ...taskFiles],
  outdir: 'dist',
  outbase: '.',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // jiti brings its own compiler and loads it by path.
  external: ['jiti'],
  // Some libraries are CommonJS and expect `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  chunkNames: 'chunks/[name]-[hash]',
  logLevel: 'warning',
})
execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.types.json'], { stdio: 'inherit' })
