import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from '../../src/errors.ts'
import { type InstallOptions, install } from '../../src/galaxy/install.ts'
import { lockFileOf, readLock, writeLock } from '../../src/galaxy/lock-file.ts'
import { installedRoles, removeRole } from '../../src/galaxy/places.ts'
import { readRequirements } from '../../src/galaxy/requirements.ts'
import { filesIn } from '../../src/galaxy/tree.ts'

const root = mkdtempSync(join(tmpdir(), 'drover-galaxy-'))
test.after(() => rmSync(root, { recursive: true, force: true }))

function write(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

function run(cwd: string, ...words: string[]): string {
  const [program = '', ...args] = words
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' })
  assert.is(status, 0, `${words.join(' ')}: ${stderr}`)
  return stdout.trim()
}

const ROLE = {
  'meta/main.yml':
    'galaxy_info: {author: me, description: x, license: MIT, min_ansible_version: "2.9"}\ndependencies: []\n',
  'tasks/main.yml': '- debug: msg=one\n',
  'files/run.sh': '#!/bin/sh\n',
}

/** A git repository of a role, with the tag `1.0` one commit behind the newest. */
function repository(name: string, files: Readonly<Record<string, string>> = ROLE): string {
  const folder = write(join(root, 'git', name), files)
  const git = (...words: string[]): string =>
    run(folder, 'git', '-c', 'user.name=me', '-c', 'user.email=me@example.com', ...words)
  git('init', '--quiet', '-b', 'main')
  git('add', '-A')
  git('commit', '--quiet', '-m', 'one')
  git('tag', '1.0')
  writeFileSync(join(folder, 'tasks/main.yml'), '- debug: msg=two\n')
  write(folder, { '.gitattributes': 'docs export-ignore\n', 'docs/long.md': 'x' })
  git('add', '-A')
  git('commit', '--quiet', '-m', 'two')
  return folder
}

function tarOf(name: string, files: Readonly<Record<string, string>>, ...words: string[]): string {
  const folder = write(join(root, 'packed', name), files)
  const file = join(root, `${name}.tar.gz`)
  run(dirname(folder), 'tar', '-czf', file, ...words, ...(words.includes('-C') ? [] : [name]))
  return file
}

interface Project {
  readonly folder: string
  readonly lines: string[]
  readonly options: InstallOptions
  readonly install: (more?: Partial<InstallOptions>) => Promise<void>
}

/** A project with these requirements, and a function that installs them as the command does. */
function project(name: string, requirements: string): Project {
  const folder = write(join(root, name), { 'requirements.yml': requirements })
  const lines: string[] = []
  const file = join(folder, 'requirements.yml')
  const options = {
    rolesPath: join(folder, 'roles'),
    collectionsPath: join(folder, 'collections'),
    base: folder,
    locked: undefined,
    isForced: false,
    followsDependencies: true,
    report: (line: string) => lines.push(line.replaceAll(folder, 'PROJECT')),
  }
  return {
    folder,
    lines,
    options,
    install: async (more = {}) => {
      const installed = await install(readRequirements(file), { ...options, ...more })
      if (!more.locked) writeLock(lockFileOf(file), installed)
    },
  }
}

async function failure(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const { message, place } = error
    const where = place ? `${place.file.replace(root, 'ROOT')}:${place.line}:${place.column}: ` : ''
    return `${where}${message.replaceAll(root, 'ROOT')}`
  }
  throw new Error('nothing was thrown')
}

const web = repository('web')
const packed = tarOf('packed', ROLE)

test('roles from repositories and tar files are the same as ansible-galaxy installs', async () => {
  const requirements = `
- {name: tagged, src: 'git+file://${web}', version: '1.0'}
- {name: newest, src: 'file://${web}', scm: git}
- {name: packed, src: 'file://${packed}'}
`
  const own = project('own', requirements)
  await own.install()
  const theirs = write(join(root, 'theirs'), { 'requirements.yml': requirements })
  run(theirs, 'ansible-galaxy', 'role', 'install', '-r', 'requirements.yml', '-p', join(theirs, 'roles'))
  const withoutInfo = (folder: string): [string, unknown][] =>
    [...filesIn(folder)].filter(([path]) => !path.endsWith('.galaxy_install_info'))
  assert.equal(withoutInfo(join(own.folder, 'roles')), withoutInfo(join(theirs, 'roles')))
  const listed = run(theirs, 'ansible-galaxy', 'role', 'list', '-p', own.options.rolesPath)
  assert.match(listed, /- tagged, 1\.0/)
  assert.equal(readdirSync(own.options.rolesPath).sort(), ['newest', 'packed', 'tagged'])
})

test('an installed role is kept, and replaced with `isForced`', async () => {
  const { folder, lines, install } = project('again', `- {src: '${web}/.git', name: web, version: main}\n`)
  await install()
  writeFileSync(join(folder, 'roles/web/tasks/main.yml'), '- debug: msg=changed\n')
  await install()
  await install({ isForced: true })
  assert.equal(lines, [
    'web (main) was installed in PROJECT/roles/web',
    'web (main) is already installed in PROJECT/roles/web',
    'web (main) was installed in PROJECT/roles/web',
  ])
  assert.equal(readdirSync(join(folder, 'roles')), ['web'])
})

test('a lock file pins an installation to its commit and files', async () => {
  const origin = repository('moving')
  const { folder, install } = project(
    'locked',
    `- {name: moving, src: 'git+file://${origin}', version: main}\n`,
  )
  await install()
  const lock = join(folder, 'requirements.lock')
  const locked = readLock(lock)
  const commit = run(origin, 'git', 'rev-parse', 'main')
  assert.equal(
    locked?.map(({ sha256, source, ...each }) => ({ ...each, isDigest: /^[\da-f]{64}$/.test(sha256) })),
    [{ kind: 'role', name: 'moving', version: 'main', commit, isDigest: true }],
  )
  writeFileSync(join(origin, 'tasks/main.yml'), '- debug: msg=three\n')
  run(origin, 'git', '-c', 'user.name=me', '-c', 'user.email=me@example.com', 'commit', '-qam', 'three')
  rmSync(join(folder, 'roles'), { recursive: true })
  await install({ locked })
  assert.equal([...filesIn(join(folder, 'roles/moving'))].length, 5)
  await install({ locked })
  writeFileSync(join(folder, 'roles/moving/tasks/main.yml'), '- debug: msg=changed\n')
  assert.match(await failure(() => install({ locked })), /differs from the lock file/)
  const other = locked?.map(each => ({ ...each, sha256: '0'.repeat(64) }))
  rmSync(join(folder, 'roles'), { recursive: true })
  assert.is(
    await failure(() => install({ locked: other })),
    'ROOT/locked/requirements.yml:1:3: role `moving` differs from the lock file: its files have changed',
  )
  assert.equal(readdirSync(join(folder, 'roles')), [])
  assert.match(
    await failure(() => install({ locked: [] })),
    /the lock file does not contain the role `moving` in version main/,
  )
})

test('dependencies of roles are installed, each once', async () => {
  const base = repository('base')
  const middle = repository('middle', {
    ...ROLE,
    'meta/main.yml': `dependencies:\n  - {src: 'file://${base}', scm: git, name: base, version: '1.0'}\n  - common\n`,
  })
  const top = repository('top', {
    ...ROLE,
    'meta/requirements.yml': `- {name: middle, src: 'git+file://${middle}'}\n- {name: base, src: 'git+file://${base}'}\n`,
  })
  const { folder, install } = project('depending', `- {name: top, src: 'git+file://${top}'}\n`)
  await install()
  assert.equal(readdirSync(join(folder, 'roles')).sort(), ['base', 'middle', 'top'])
  const alone = project('alone', `- {name: top, src: 'git+file://${top}'}\n`)
  await alone.install({ followsDependencies: false })
  assert.equal(readdirSync(join(alone.folder, 'roles')), ['top'])
})

test('folders are copied, and collections are installed under their names', async () => {
  const local = write(join(root, 'folder/mine'), ROLE)
  mkdirSync(join(local, '.git'))
  const info = { namespace: 'acme', name: 'web', version: '1.2.3' }
  const built = tarOf(
    'acme-web',
    { 'MANIFEST.json': JSON.stringify({ collection_info: info }), 'roles/r/tasks/main.yml': '' },
    '-C',
    join(root, 'packed/acme-web'),
    '.',
  )
  const source = write(join(root, 'folder/coll'), {
    'galaxy.yml': 'namespace: acme\nname: db\nversion: 0.1.0\n',
  })
  const { folder, lines, install } = project(
    'both',
    `roles: [{src: ../folder/mine}]\ncollections:\n  - ${built}\n  - {name: ${source}, type: dir}\n`,
  )
  await install()
  assert.equal(
    lines.map(line => line.replace(/ was installed.*/, '')),
    ['mine', 'acme.web (1.2.3)', 'acme.db (0.1.0)'],
  )
  assert.ok(existsSync(join(folder, 'roles/mine/tasks/main.yml')))
  assert.not(existsSync(join(folder, 'roles/mine/.git')))
  assert.ok(existsSync(join(folder, 'collections/ansible_collections/acme/web/roles/r/tasks/main.yml')))
  assert.ok(existsSync(join(folder, 'collections/ansible_collections/acme/db/galaxy.yml')))
})

test('archives and sources that would leave their folder or start programs are refused, and nothing is installed', async () => {
  const hostile = write(join(root, 'packed/hostile'), ROLE)
  symlinkSync('/etc/passwd', join(hostile, 'files/passwd'))
  const link = tarOf('hostile', {})
  write(join(root, 'packed/up'), { 'x/meta/main.yml': '', evil: '' })
  const up = tarOf(
    'up',
    {},
    '-P',
    '-C',
    join(root, 'packed/up'),
    '--transform',
    's,^evil,x/../../evil,',
    'x',
    'evil',
  )
  const rows: readonly [requirement: string, message: RegExp][] = [
    [
      `- {name: a, src: ${link}}`,
      /`hostile\/files\/passwd` is a link to `\/etc\/passwd`, outside of the directory/,
    ],
    [`- {name: a, src: ${up}}`, /leaves the directory with `\.\.`/],
    [`- {name: a, src: ${hostile}}`, /is a link to `\/etc\/passwd`, outside of the folder/],
    ["- {name: a, src: 'git+ext::sh -c id'}", /`ext::` would start a helper program/],
    ["- {name: a, src: 'git+ssh://-oProxyCommand=id/x'}", /is not the address of a repository/],
    [`- {name: ../a, src: ${packed}}`, /`\.\.\/a` is not the name of a role/],
    [`- {name: a, src: 'git+file://${web}', version: --upload-pack=id}`, /could not find the version/],
    ['- geerlingguy.docker', /`geerlingguy\.docker` is the name of a role or collection on a Galaxy server/],
    [`- {name: a, src: 'git+file://${web}', version: nope}`, /could not find the version `nope`/],
    ["- {name: a, src: 'git+file:///none/such'}", /git could not clone \/none\/such/],
    [`- {name: a, src: ${root}/none.tar.gz}`, /none\.tar\.gz cannot be read: ENOENT/],
    ['- {name: a, src: ./none}', /there is no folder/],
  ]
  for (const [index, [requirement, message]] of rows.entries()) {
    const { folder, install } = project(`refused${index}`, `${requirement}\n`)
    const said = await failure(install)
    assert.match(said, message, requirement)
    assert.match(said, /^ROOT\/refused\d+\/requirements\.yml:1:3: /, requirement)
    const roles = join(folder, 'roles')
    assert.equal(existsSync(roles) ? readdirSync(roles) : [], [], requirement)
  }
})

test('hooks and filters of repositories and of the system are not run', async () => {
  const ran = join(root, 'ran')
  const origin = repository('hooked', { ...ROLE, '.gitattributes': '* filter=evil\n' })
  const template = write(join(root, 'template'), {})
  for (const hook of ['post-checkout', 'reference-transaction'])
    write(template, { [`hooks/${hook}`]: `#!/bin/sh\ntouch ${ran}\n` })
  run(root, 'chmod', '-R', '+x', template)
  const config = write(join(root, 'home'), {
    '.gitconfig': `[init]\n templateDir = ${template}\n[core]\n hooksPath = ${template}/hooks\n`,
  })
  const { HOME } = process.env
  process.env.HOME = config
  try {
    await project('hooks', `- {name: hooked, src: 'git+file://${origin}'}\n`).install()
  } finally {
    process.env.HOME = HOME
  }
  assert.not(existsSync(ran))
})

test('installed roles are listed with their versions, and can be removed', async () => {
  const { options, install } = project('kept', `- {name: web, src: 'git+file://${web}', version: '1.0'}\n`)
  await install()
  assert.equal(installedRoles(options.rolesPath), [{ name: 'web', version: '1.0' }])
  for (const name of ['../kept', '.', 'none'])
    assert.match(await failure(async () => removeRole(name, options.rolesPath)), /there is no role/)
  removeRole('web', options.rolesPath)
  assert.equal(readdirSync(options.rolesPath), [])
})

test.run()
