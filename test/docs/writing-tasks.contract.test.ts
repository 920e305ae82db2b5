import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { quote } from '../../src/shell/quote.ts'
import { container } from '../kit/container.ts'
import { guideCommands, guideFiles } from '../kit/guide.ts'
import { type NodeVersion, nodeVersions } from '../kit/nodes.ts'
import { writeFiles } from '../kit/write-files.ts'

const scratch = mkdtempSync(join(tmpdir(), 'drover-guide-'))
const files = guideFiles()
const commands = guideCommands()
const machine = join(scratch, 'machine')
let tarball = ''

test.before(() => {
  const words = ['pack', '--silent', '--ignore-scripts', '--pack-destination', scratch]
  tarball = join(scratch, execFileSync('npm', words, { encoding: 'utf8' }).trim())
  // A container with the name in the guide, without images from a registry.
  const shell = container(machine).map(quote).join(' ')
  mkdirSync(join(machine, 'usr/share/zoneinfo/Europe'), { recursive: true })
  writeFileSync(join(machine, 'usr/share/zoneinfo/Europe/Berlin'), '')
  mkdirSync(join(scratch, 'bin'))
  writeFileSync(
    join(scratch, 'bin/podman'),
    `#!/bin/sh\ncase "$1 $2 $3" in run*) ;; 'exec -i web') shift 3; exec ${shell} "$@";; *) exit 125;; esac\n`,
  )
  chmodSync(join(scratch, 'bin/podman'), 0o755)
})

test.after(() => rmSync(scratch, { recursive: true, force: true }))

test('the guide has the files and commands of a complete project', () => {
  assert.equal(Object.keys(files), [
    ...['tsconfig.json', 'tasks/timezone.ts', 'site.yml', 'hosts.yml', 'test/timezone.test.ts'],
    ...['test/timezone.contract.test.ts', 'tasks/welcome.ts'],
  ])
  assert.equal(Object.keys(commands), ['install', 'try', 'test', 'contract'])
})

for (const [nth, version] of nodeVersions().entries()) {
  test(`the guide works as printed with ${version.name}, in an empty folder`, () => {
    const folder = join(scratch, `project-${nth}`)
    mkdirSync(folder)
    // An existing container of this name is not the one of the guide.
    const environment = {
      ...process.env,
      PATH: `${join(scratch, 'bin')}:${version.folder}:${process.env.PATH}`,
    }
    const run = (line: string): string => {
      const words = { cwd: folder, encoding: 'utf8', env: environment } as const
      const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', line], words)
      assert.is(status, 0, `${line}\n${stdout}${stderr}`)
      return stdout
    }
    install(folder, version, run)
    writeFiles(folder, files)
    const [compile = '', play = ''] = commands.try ?? []
    assert.is(run(compile), '')
    const isThere = readlinkSync('/etc/localtime').endsWith('Europe/Berlin')
    assert.match(run(play), isThere ? /; 0 would change$/m : /; 1 would change$/m)
    writeFileSync(join(folder, 'welcome.yml'), '- hosts: all\n  tasks: [{ welcome: Europe/Berlin }]\n')
    assert.match(run(play.replace('site.yml', 'welcome.yml')), /; 1 would change$/m)

    const [unit = ''] = commands.test ?? []
    assert.match(run(unit), /. tests 4\n. suites 0\n. pass 3\n. fail 0\n. cancelled 0\n. skipped 1\n/)
    if (readsTypeScript(version)) assert.match(run('node --test'), /. pass 3\n/)
    rmSync(join(machine, 'etc/localtime'), { force: true })
    assert.match((commands.contract ?? []).map(run).join(''), /. pass 4\n. fail 0\n/)
    assert.is(readlinkSync(join(machine, 'etc/localtime')), '/usr/share/zoneinfo/Europe/Berlin')
  })
}

test.run()

/**
 * Runs the guide's installation; with the Node.js of the tests, installs the same packages from this checkout
 * without a registry.
 */
function install(folder: string, { name }: NodeVersion, run: (line: string) => string): void {
  const lines = commands.install ?? []
  if (name !== process.version) {
    for (const line of lines) run(line.replace(/npm install \.\/drover\S+/, `npm install ${quote(tarball)}`))
    return
  }
  for (const line of lines.filter(line => !line.startsWith('npm install'))) run(line)
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '.bin'), { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '-C', modules])
  execFileSync('mv', [join(modules, 'package'), join(modules, 'drover')])
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  for (const dependency of [...Object.keys(dependencies), 'typescript', 'tsx']) {
    mkdirSync(dirname(join(modules, dependency)), { recursive: true })
    symlinkSync(resolve('node_modules', dependency), join(modules, dependency))
  }
  symlinkSync('../typescript/bin/tsc', join(modules, '.bin/tsc'))
  symlinkSync('../drover/dist/run.cjs', join(modules, '.bin/drover'))
}

function readsTypeScript({ folder }: NodeVersion): boolean {
  const version = execFileSync(join(folder, 'node'), ['--version'], { encoding: 'utf8' })
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 18)
}
