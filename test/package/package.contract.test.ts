import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type NodeVersion, nodeVersions } from '../kit/nodes.ts'
import { writeFiles } from '../kit/write-files.ts'

const scratch = mkdtempSync(join(tmpdir(), 'drover-package-'))
test.after(() => rmSync(scratch, { recursive: true, force: true }))

interface Packed {
  readonly filename: string
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string }[]
}

const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch]
const [packed] = JSON.parse(execFileSync('npm', words, { encoding: 'utf8' })) as Packed[]
const tarball = join(scratch, packed?.filename ?? '')
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))

/** Patterns of the files in the package. */
const CONTENTS: readonly RegExp[] = [
  /^(README|CHANGELOG|SECURITY)\.md$|^LICENSE$|^package\.json$/,
  /^dist\/(drover\.cjs|run\.cjs|index\.js)$|^dist\/(parts|chunks)\/[^/]+$|^dist\/report\/page\.(css|js)$|^dist\/src\/authoring\/\w+\.js$/,
  /^dist\/types\/src\/.*\.d\.ts$/,
  /^docs\/[a-z-]+\.(md|svg)$/,
  // They are found by name on disk, and authors read them.
  /^tasks\/.*\.ts$/,
  /^templates\/[^/]+$/,
  // Modules that are loaded by path in a separate process, and templates of `run new`.
  /^src\/(authoring\/(inventory|playbook)\.ts|inventory\/run-typescript\.cjs|playbook\/typed\/run-playbook\.cjs)$/,
  /^src\/scaffold\/starters\/[^/]+$/,
]

test('the package contains the files that its users need, and no others', () => {
  const paths = (packed?.files ?? []).map(({ path }) => path)
  assert.equal(
    paths.filter(path => !CONTENTS.some(pattern => pattern.test(path))),
    [],
  )
  assert.equal(
    CONTENTS.filter(pattern => !paths.some(path => pattern.test(path))),
    [],
  )
})

test('the package stays small', () => {
  assert.ok((packed?.size ?? 0) < 2_300_000, `${packed?.size} bytes packed`)
  assert.ok((packed?.unpackedSize ?? 0) < 9_000_000, `${packed?.unpackedSize} bytes unpacked`)
  assert.equal(Object.keys(dependencies), ['@types/node', 'jiti', 'zod'])
})

/**
 * Prints the number of modules that a process has loaded: files, and built-in modules beyond those of its
 * start.
 */
const COUNTER = `
const before = process.moduleLoadList.length
process.on('exit', () => {
  const files = Object.keys(require.cache).filter(file => file !== __filename).length
  require('node:fs').writeSync(2, files + ' ' + (process.moduleLoadList.length - before) + '\\n')
})
`

test('`--version` loads one file and few built-in modules', () => {
  const counter = join(scratch, 'counter.cjs')
  writeFileSync(counter, COUNTER)
  const { stderr, stdout } = spawnSync(
    process.execPath,
    ['--require', counter, resolve('dist/run.cjs'), '--version'],
    { encoding: 'utf8' },
  )
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
  const [files = 0, builtIn = 0] = stderr.trim().split(' ').map(Number)
  assert.is(files, 1, stderr)
  assert.ok(builtIn < 120, stderr)
})

const PROJECT = {
  'package.json': '{ "type": "module" }\n',
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      ...{ module: 'nodenext', target: 'es2022', strict: true, noEmit: true, types: ['node'] },
      allowImportingTsExtensions: true,
    },
    include: ['tasks', 'playbooks', 'deploy.ts', '.drover/schemas'],
  }),
  'hosts.yml': 'all: { hosts: { here: { connection: local } } }\n',
  'tasks/greeting.ts': `import { defineTask, inSync, text, z } from 'drover/task'

export default defineTask({
  summary: 'Greets.',
  example: '- greeting: { whom: you }\\n',
  params: z.strictObject({ whom: text().describe('Who.').meta({ examples: ['you'] }) }),
  check: async ({ params }) => inSync({ said: \`hello \${params.whom}\` }),
  apply: async () => {},
})
`,
  'site.yml':
    '- hosts: all\n  tasks: [{ greeting: { whom: you }, register: r }, { debug: { msg: "{{ r.said }} in YAML" } }]\n',
  'playbooks/typed.ts': `import { definePlaybook, play, tasks } from 'drover/playbook'
export default definePlaybook([
  play({ hosts: 'all', tasks: [tasks.greeting({ whom: 'you' }, { register: 'r' }), tasks.debug({ msg: '{{ r.said }} in TypeScript' })] }),
])
`,
  'deploy.ts': `import { runPlaybook } from 'drover'
for await (const event of runPlaybook('site.yml', { inventory: 'hosts.yml', journal: false }))
  if (event.type === 'task.result' && event.message !== undefined) console.log(event.message)
`,
  'deploy.js': `import { runPlaybook } from 'drover'
for await (const event of runPlaybook('site.yml', { inventory: 'hosts.yml', journal: false }))
  if (event.type === 'task.result' && event.message !== undefined) console.log(event.message)
`,
}

for (const version of nodeVersions()) {
  for (const form of ['a dependency', 'a global program'] as const) {
    test(`installed as ${form}, Drover works with ${version.name}`, () => {
      const folder = mkdtempSync(join(scratch, 'project-'))
      writeFiles(folder, PROJECT)
      const bin = install(folder, form, version)
      const environment = { ...process.env, PATH: `${bin}:${version.folder}:${process.env.PATH}` }
      const run = (line: string): string => {
        const { stdout, stderr, status } = spawnSync('/bin/sh', ['-c', line], {
          ...{ cwd: folder, encoding: 'utf8', env: environment },
        })
        assert.is(status, 0, `${line}\n${stdout}${stderr}`)
        return stdout
      }
      assert.match(run('drover --version && run --version'), /^(\d+\.\d+\.\d+)\n\1\n$/)
      assert.match(run('drover playbook site.yml -i hosts.yml'), /hello you in YAML/)
      assert.match(run('run playbook typed.ts -i hosts.yml'), /hello you in TypeScript/)
      assert.match(run('run secret keygen --out key.txt'), /^age1/)
      if (form === 'a global program') return
      assert.match(run('run schema'), /task-types\.d\.ts\n$/)
      assert.is(run(resolve('node_modules/.bin/tsc')), '')
      assert.is(run('node deploy.js'), 'hello you in YAML\n')
    })
  }
}

test.run()

/**
 * Installs the package; returns the folder of its programs. With the Node.js of the tests, its files are
 * placed as npm does, without a registry; with other versions, npm installs it.
 */
function install(
  folder: string,
  form: 'a dependency' | 'a global program',
  { name, folder: node }: NodeVersion,
): string {
  const prefix = join(folder, 'prefix')
  const isGlobal = form === 'a global program'
  const modules = isGlobal ? join(prefix, 'lib/node_modules') : join(folder, 'node_modules')
  const bin = isGlobal ? join(prefix, 'bin') : join(modules, '.bin')
  if (name !== process.version) {
    const where = isGlobal ? ['--global', '--prefix', prefix] : []
    execFileSync('npm', ['install', '--no-audit', '--no-fund', ...where, tarball], {
      ...{ cwd: folder, stdio: 'ignore', env: { ...process.env, PATH: `${node}:${process.env.PATH}` } },
    })
    return bin
  }
  for (const each of [bin, modules]) mkdirSync(each, { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '-C', modules])
  execFileSync('mv', [join(modules, 'package'), join(modules, 'drover')])
  for (const dependency of Object.keys(dependencies)) {
    // A global program has its dependencies in its own folder.
    const place = join(isGlobal ? join(modules, 'drover/node_modules') : modules, dependency)
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(resolve('node_modules', dependency), place)
  }
  for (const program of ['run', 'drover'])
    symlinkSync(join(modules, 'drover/dist/run.cjs'), join(bin, program))
  return bin
}
