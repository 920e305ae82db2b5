import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { filesBelow, sourceFiles } from '../kit/source-files.ts'

/**
 * Who may import whom. A room is a folder of src or one of the folders in it, a file of src, or `tasks`; every room may import
 * itself, `base` and `errors`. `(types)`: types alone.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  tasks: ['authoring', 'built-in'],
  galaxy: ['controller', 'task-lib/archives', 'task-lib/downloads', 'task-lib/git', 'yaml'],
  cli: ['api', 'cli/commands', 'cli/completion', 'cli/options', 'load-task-types', 'run', 'schema'],
  'cli/completion': ['cli/options', 'run', 'plans', 'journal', 'inventory-view', 'doc', 'remote/facts'],
  'cli/commands': [
    ...[
      'cli/completion',
      'cli/console',
      'cli/options',
      'run',
      'plans',
      'trust',
      'journal',
      'secrets',
      'convert/project',
      'convert/verify',
      'engine/state (types)',
      'report',
      'report/page',
    ],
    ...['galaxy', 'inventory-view', 'doc', 'relay', 'schema', 'scaffold', 'load-task-types'],
    ...['lint', 'lint/output'],
  ],
  api: ['authoring (types)', 'engine/state (types)', 'journal', 'plans', 'run', 'secrets'],
  'cli/console': ['cli/completion', 'journal', 'report'],
  'cli/options': ['run', 'journal', 'secrets', 'yaml'],
  plans: ['run', 'journal', 'report', 'engine/state (types)'],
  run: [
    ...[
      'ask-steps',
      'load',
      'run-files',
      'run-settings (types)',
      'engine/play',
      'engine/preflight',
      'engine/steps',
      'engine/state (types)',
      'journal',
      'report',
    ],
    ...['remote', 'transport/persistent', 'values'],
  ],
  doc: [
    ...['authoring (types)', 'functions', 'load-task-types', 'playbook', 'playbook/keywords', 'remote/facts'],
  ],
  schema: ['argument-specs', 'authoring', 'doc', 'load-task-types', 'playbook', 'playbook/keywords'],
  scaffold: ['schema'],
  'inventory-view': [
    ...['load', 'run-settings (types)', 'inventory', 'engine/variables', 'engine/state (types)'],
    ...['remote', 'evaluation (types)', 'values'],
  ],
  trust: [
    'load',
    'run-settings (types)',
    'inventory',
    'engine/variables',
    'engine/state (types)',
    'remote',
    'transport',
    'values',
  ],
  load: [
    ...[
      'controller',
      'load-task-types',
      'inventory',
      'playbook',
      'playbook/keywords (types)',
      'playbook/roles',
      'yaml',
    ],
    ...[
      'ask-variables',
      'ansible-settings',
      'mask-given-secrets',
      'missing-inventory',
      'render-early',
      'task-file-warnings',
    ],
    ...['run-files', 'run-settings', 'secrets', 'values'],
    ...['engine/dry-run', 'engine/state'],
    ...['transport', 'remote (types)', 'remote/facts', 'remote/rollback'],
  ],
  'ansible-settings': ['ansible-settings-without-effect', 'engine/state (types)', 'yaml (types)'],
  'ansible-settings-without-effect': [],
  'mask-given-secrets': [...['engine/play', 'engine/state (types)', 'playbook (types)', 'yaml']],
  'missing-inventory': ['yaml (types)'],
  'render-early': [
    ...['engine/state (types)', 'engine/variables', 'playbook/keywords (types)'],
    ...['values', 'yaml (types)'],
  ],
  'run-files': ['run-settings (types)', 'task-packs'],
  'ask-steps': ['engine/state (types)'],
  'run-settings': [
    ...['approval', 'playbook', 'secrets (types)', 'engine/state (types)', 'values', 'yaml (types)'],
  ],
  approval: ['engine/state (types)', 'report', 'authoring (types)', 'task-lib', 'values (types)'],
  'load-task-types': ['authoring'],
  'task-packs': ['load-task-types'],
  'task-file-warnings': ['load-task-types'],

  // The linter: problems, rules, and the project that they check.
  'lint/output': ['lint', 'lint/project (types)', 'report'],
  lint: [
    ...['lint/rules', 'lint/project', 'convert', 'convert/yaml', 'engine/preflight', 'engine/steps'],
    ...['load-task-types', 'task-file-warnings', 'playbook', 'playbook/keywords', 'playbook/roles', 'yaml'],
  ],
  'lint/rules': [
    ...['lint/project', 'engine/variables', 'evaluation', 'playbook/ansible-forms', 'playbook/keywords'],
    ...['functions', 'remote/facts', 'yaml'],
  ],
  'lint/project': [
    ...['authoring (types)', 'evaluation', 'inventory', 'load-task-types (types)', 'project', 'yaml'],
    ...['playbook', 'playbook/ansible-forms', 'playbook/keywords', 'values'],
  ],
  project: [],

  // The conversion of Ansible's projects, from that of a whole project down to what its values may be.
  'convert/project': [
    ...['convert', 'convert/expressions', 'convert/shapes', 'convert/templates', 'convert/yaml'],
    ...['ansible', 'ansible/jinja', 'templates', 'load-task-types', 'project', 'yaml'],
    ...['playbook', 'playbook/ansible-forms', 'playbook/keywords'],
  ],
  'convert/templates': [
    ...['convert', 'convert/expressions', 'convert/shapes', 'ansible', 'ansible/jinja', 'jinja (types)'],
    'templates',
  ],
  'convert/expressions': [
    ...['convert', 'convert/shapes', 'ansible', 'ansible/jinja', 'expressions', 'jinja'],
  ],
  'convert/shapes': ['jinja'],
  'convert/yaml': ['convert', 'yaml'],
  'convert/verify': ['engine/state (types)', 'authoring (types)'],
  convert: [],
  'ask-variables': ['functions', 'playbook (types)', 'yaml (types)'],

  // The engine: each room imports those below it.
  'engine/preflight': [
    ...['engine/play', 'engine/check', 'engine/variables', 'engine/steps', 'engine/state'],
    ...['evaluation', 'values', 'argument-specs', 'functions (types)'],
    ...['task-lib', 'yaml'],
    ...['playbook (types)', 'playbook/keywords (types)', 'playbook/roles (types)', 'authoring'],
  ],
  'engine/play': [
    ...['engine/task', 'engine/check', 'engine/variables', 'engine/steps', 'engine/state', 'values'],
    ...['evaluation (types)', 'playbook', 'playbook/keywords (types)', 'playbook/roles'],
    'yaml (types)',
    ...['authoring', 'remote (types)', 'remote/rollback (types)', 'transport (types)'],
  ],
  'engine/task': [
    ...['engine/dry-run', 'engine/lookahead', 'engine/recovery'],
    ...[
      'engine/check',
      'engine/variables',
      'engine/steps',
      'engine/state',
      'task-lib',
      'task-lib/files',
      'values',
    ],
    ...['evaluation (types)', 'playbook (types)', 'playbook/keywords (types)', 'authoring'],
    ...['remote (types)', 'remote/jobs', 'remote/files (types)'],
  ],
  'engine/dry-run': [
    ...['engine/check', 'engine/state', 'authoring', 'task-lib/files', 'remote/probes', 'values'],
    ...['remote (types)', 'shell (types)'],
  ],
  'engine/lookahead': [
    ...['engine/check', 'engine/variables', 'engine/steps', 'engine/state', 'functions'],
    ...['playbook (types)', 'authoring (types)', 'remote (types)', 'templates (types)'],
  ],
  'engine/recovery': ['engine/check', 'engine/state', 'authoring (types)', 'remote (types)'],
  'engine/check': [
    ...['engine/variables', 'engine/steps', 'engine/state', 'templates (types)', 'functions', 'values'],
    ...['evaluation', 'playbook (types)', 'playbook/keywords (types)', 'playbook/roles'],
    ...['authoring', 'functions/python', 'remote (types)', 'transport (types)'],
  ],
  'engine/variables': [
    ...['engine/steps', 'engine/state', 'evaluation', 'functions', 'values'],
    ...['playbook (types)', 'playbook/keywords (types)', 'playbook/roles'],
    ...['yaml (types)', 'transport (types)'],
  ],
  'engine/steps': [
    ...['engine/state (types)', 'evaluation', 'values'],
    ...['playbook (types)', 'playbook/keywords (types)', 'playbook/roles'],
  ],
  'engine/state': [
    ...['authoring (types)', 'evaluation (types)', 'functions (types)', 'inventory (types)'],
    'playbook (types)',
    ...['playbook/keywords (types)', 'remote (types)', 'remote/facts (types)', 'remote/rollback (types)'],
    ...['load-task-types (types)', 'transport (types)', 'values', 'yaml (types)'],
  ],

  // What task types are built with.
  'built-in': [
    'task-lib/accounts',
    'task-lib/alternatives',
    ...[
      'task-lib',
      'task-lib/archives',
      'task-lib/containers',
      'task-lib/cron',
      'task-lib/downloads',
      'task-lib/etcd',
      'task-lib/files',
      'task-lib/firewalls',
      'task-lib/find',
      'task-lib/git',
      'task-lib/http',
      'task-lib/mounts',
      'task-lib/packages',
      'task-lib/mysql',
      'task-lib/network-manager',
      'task-lib/pki',
      'task-lib/selinux',
      'task-lib/postgresql',
      'task-lib/redis',
      'task-lib/services',
      'task-lib/storage',
      'task-lib/sql',
      'task-lib/openssh',
      'task-lib/sync',
      'task-lib/terminal',
      'task-lib/x509',
    ],
    ...['task-lib/text', 'remote/jobs', 'remote/probes', 'shell', 'evaluation', 'values', 'argument-specs'],
    'functions/python',
  ],
  'task-lib': ['authoring', 'remote', 'remote/jobs (types)', 'remote/probes', 'shell', 'values'],
  'task-lib/accounts': [
    'functions/python',
    'task-lib',
    'task-lib/text',
    'authoring',
    'remote',
    'remote/probes',
    'shell',
    'values',
  ],
  'task-lib/alternatives': ['task-lib', 'authoring', 'remote', 'shell'],
  'task-lib/terminal': ['task-lib/files', 'remote (types)', 'shell'],
  'task-lib/sync': ['task-lib/files', 'authoring', 'remote (types)', 'remote/probes', 'values'],
  'task-lib/archives': [
    ...['task-lib', 'task-lib/downloads', 'task-lib/files', 'authoring'],
    ...['remote', 'remote/files', 'remote/probes', 'shell'],
  ],
  'task-lib/cron': [
    'task-lib',
    'task-lib/files',
    'task-lib/text',
    'authoring',
    'remote',
    'remote/probes',
    'shell',
  ],
  'task-lib/downloads': [
    'task-lib',
    'task-lib/files',
    'authoring',
    'remote',
    'remote/files',
    'remote/probes',
    'shell',
    'values',
  ],
  'task-lib/etcd': ['task-lib/services', 'authoring', 'remote (types)', 'remote/probes', 'shell'],
  'task-lib/files': [
    ...[
      'task-lib',
      'task-lib/text',
      'authoring',
      'remote',
      'remote/files',
      'remote/probes',
      'shell',
      'values',
    ],
  ],
  'task-lib/containers': ['task-lib', 'authoring', 'remote', 'remote/probes', 'shell', 'values'],
  'task-lib/firewalls': ['task-lib', 'task-lib/text', 'authoring', 'remote', 'shell', 'values'],
  'task-lib/packages': [
    ...['task-lib', 'task-lib/pki', 'task-lib/archives', 'task-lib/downloads', 'task-lib/files', 'authoring'],
    ...[
      'task-lib',
      'task-lib/pki',
      'task-lib/archives',
      'task-lib/downloads',
      'task-lib/files',
      'task-lib/text',
      'authoring',
    ],
    ...['remote', 'remote/probes', 'shell', 'values'],
  ],
  'task-lib/network-manager': ['task-lib', 'task-lib/text', 'authoring', 'remote', 'shell'],
  'task-lib/openssh': ['remote', 'shell'],
  'task-lib/x509': ['task-lib', 'authoring', 'remote (types)', 'remote/probes', 'values'],
  'task-lib/find': [
    ...['task-lib/files', 'task-lib/text', 'authoring', 'remote (types)', 'remote/probes', 'values'],
  ],
  'task-lib/mounts': ['task-lib/files', 'task-lib/text', 'authoring', 'remote', 'remote/probes', 'shell'],
  'task-lib/http': [
    ...['task-lib', 'task-lib/downloads', 'task-lib/files', 'functions/python', 'authoring'],
    ...['remote', 'remote/probes', 'shell'],
  ],
  'task-lib/git': ['task-lib', 'task-lib/files', 'authoring', 'remote', 'remote/probes', 'shell', 'values'],
  'task-lib/mysql': [
    ...['task-lib', 'task-lib/sql', 'task-lib/text', 'functions/python', 'authoring', 'remote', 'shell'],
    'values',
  ],
  'task-lib/redis': ['task-lib/sql', 'authoring', 'remote', 'shell', 'values'],
  'task-lib/postgresql': [
    'task-lib',
    'task-lib/sql',
    'task-lib/text',
    'authoring',
    'remote',
    'shell',
    'values',
  ],
  'task-lib/sql': ['authoring', 'remote (types)', 'remote/probes', 'shell', 'values'],
  'task-lib/pki': [
    ...['task-lib/files', 'task-lib/x509', 'authoring', 'remote (types)', 'remote/probes', 'shell', 'values'],
  ],
  'task-lib/selinux': ['task-lib', 'authoring', 'remote', 'shell'],
  'task-lib/services': [
    'task-lib',
    'task-lib/sql',
    'authoring',
    'remote',
    'remote/probes',
    'shell',
    'values',
  ],
  'task-lib/storage': ['task-lib', 'task-lib/text', 'authoring', 'remote', 'shell'],
  'task-lib/text': [],
  authoring: ['remote', 'remote/probes', 'remote/files (types)', 'shell', 'templates (types)', 'values'],

  // A host, from the interface of tasks down to the bytes.
  remote: ['remote/files', 'relay', 'shell', 'shell/response', 'transport', 'transport/persistent'],
  relay: ['shell (types)', 'shell/response', 'transport', 'transport/persistent'],
  'remote/facts': ['remote', 'shell', 'functions'],
  'remote/probes': ['remote', 'shell'],
  'remote/rollback': ['remote', 'shell', 'shell/programs'],
  'remote/jobs': ['remote', 'shell', 'shell/programs'],
  'remote/files': ['shell', 'shell/response'],
  'transport/persistent': ['transport', 'shell (types)'],
  transport: ['shell', 'shell/programs'],
  shell: ['shell/programs', 'shell/response'],
  'shell/programs': [],
  'shell/response': [],

  // The files that users write.
  inventory: ['evaluation', 'jinja', 'values', 'yaml'],
  playbook: ['playbook/ansible-forms', 'playbook/keywords', 'playbook/roles', 'playbook/typed', 'yaml'],
  'playbook/typed': [],
  'playbook/ansible-forms': [
    ...['playbook/keywords', 'playbook/roles', 'inventory', 'yaml', 'functions', 'values'],
  ],
  'playbook/keywords': ['playbook/roles (types)', 'jinja', 'yaml'],
  'playbook/roles': ['yaml', 'argument-specs', 'values'],
  yaml: [],
  'argument-specs': ['functions', 'functions/python', 'values'],
  controller: ['functions', 'shell/programs', 'task-lib/downloads', 'values'],
  evaluation: ['ansible', 'ansible/jinja', 'expressions', 'templates', 'functions', 'values', 'yaml (types)'],
  ansible: ['ansible/jinja', 'ansible/plugins', 'values'],
  'ansible/plugins': ['ansible/jinja', 'functions', 'secrets'],
  'ansible/jinja': ['functions', 'functions/python', 'values'],
  templates: ['expressions', 'functions', 'jinja', 'values'],
  expressions: ['functions', 'jinja', 'values'],
  functions: ['functions/python', 'values'],
  'functions/python': ['values'],
  jinja: ['ansible/jinja'],
  values: [],

  journal: ['engine/state (types)'],
  'report/page': ['report', 'journal', 'engine/state (types)'],
  // What runs in the browser page of a report.
  'report/browser': ['report', 'report/page (types)'],
  report: ['engine/state (types)'],
  secrets: [],
  base: [],
  errors: [],
}

/** Rooms that every other room may import. */
const FOR_ALL = ['base', 'errors']

/** Libraries that only one file may import. */
const ONLY_IN: Record<string, string> = {
  handlebars: 'src/templates/template.ts',
  '@marcbachmann/cel-js': 'src/expressions/expression.ts',
  listr2: 'src/report/live-progress.ts',
  zx: 'src/transport/spawn.ts',
}

test('every import follows the import table', () => {
  const broken = sourceFiles(/\.ts$/).flatMap(file =>
    relativeImports(file).flatMap(({ target, isType }) => {
      const [from, to] = [roomOf(file), roomOf(target)]
      if (from === to || (FOR_ALL.includes(to) && from !== 'errors')) return []
      const allowed = MAY_IMPORT[from] ?? []
      return allowed.includes(to) || (isType && allowed.includes(`${to} (types)`))
        ? []
        : [`${file} imports ${target}`]
    }),
  )
  assert.equal(broken, [])
})

test('the import table has every room, and no import that no file uses', () => {
  const used = new Set(
    sourceFiles(/\.ts$/).flatMap(file =>
      relativeImports(file).map(({ target }) => `${roomOf(file)} ${roomOf(target)}`),
    ),
  )
  const rooms = new Set(sourceFiles(/\.ts$/).map(roomOf))
  const idle = Object.entries(MAY_IMPORT).flatMap(([from, all]) =>
    all.map(to => `${from} ${to.replace(' (types)', '')}`).filter(pair => !used.has(pair)),
  )
  assert.equal(idle, [])
  assert.equal(Object.keys(MAY_IMPORT).sort(), [...rooms].sort())
})

test('neither files nor rooms import each other in a cycle, not even for types', () => {
  const files = sourceFiles(/\.ts$/)
  const byFile = files.map(
    file => [file, relativeImports(file).flatMap(({ target, isType }) => (isType ? [] : [target]))] as const,
  )
  assert.equal(cyclesIn(new Map(byFile)), [])
  const byRoom = new Map<string, string[]>()
  for (const file of files) {
    const targets = relativeImports(file).map(({ target }) => roomOf(target))
    const others = targets.filter(room => room !== roomOf(file))
    byRoom.set(roomOf(file), [...(byRoom.get(roomOf(file)) ?? []), ...others])
  }
  assert.equal(cyclesIn(byRoom), [])
})

test('a library that is wrapped is imported only by its wrapper', () => {
  const strays = sourceFiles(/\.ts$/).flatMap(file =>
    importsOf(file)
      .filter(({ target }) => ownerOf(target) !== undefined && ownerOf(target) !== file)
      .map(({ target }) => `${file} imports ${target}`),
  )
  assert.equal(strays, [])
})

test('only the entry of the command line calls process.exit', () => {
  const callers = sourceFiles(/\.ts$/).filter(file => /\bprocess\.exit\(/.test(readFileSync(file, 'utf8')))
  assert.equal(callers, ['src/cli/index.ts'])
})

test('every test file calls `test.run()`', () => {
  const silent = filesBelow('test', /./).filter(
    file => file.endsWith('.test.ts') && !/\.run\(\)/.test(readFileSync(file, 'utf8')),
  )
  assert.equal(silent, [])
})

test('no test is skipped or exclusive', () => {
  const marked = filesBelow('test', /./).filter(
    file => file.endsWith('.test.ts') && /\b(test|suite|it)\.(skip|only)\(/.test(readFileSync(file, 'utf8')),
  )
  assert.equal(marked, [])
})

test.run()

/** The only file that may import a library or a file of the library. */
function ownerOf(target: string): string | undefined {
  return Object.entries(ONLY_IN).find(
    ([library]) => target === library || target.startsWith(`${library}/`),
  )?.[1]
}

function roomOf(file: string): string {
  const folders = dirname(file).split('/')
  if (folders[0] === 'tasks') return 'tasks'
  return folders.slice(1, 3).join('/') || basename(file, '.ts')
}

/** The files of the project that a file imports, without imports whose path is a template. */
function relativeImports(file: string): { target: string; isType: boolean }[] {
  return importsOf(file)
    .filter(({ target }) => target.startsWith('.'))
    .map(({ target, isType }) => ({ target: join(dirname(file), target), isType }))
}

/** Cycles in a graph, each as the names on it. */
function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const cycles: string[] = []
  const done = new Set<string>()
  const walk = (at: string, way: readonly string[]): void => {
    const begin = way.indexOf(at)
    if (begin >= 0) {
      cycles.push([...way.slice(begin), at].join(' → '))
      return
    }
    if (done.has(at)) return
    for (const next of graph.get(at) ?? []) walk(next, [...way, at])
    done.add(at)
  }
  for (const start of graph.keys()) walk(start, [])
  return cycles
}

function importsOf(file: string): { target: string; isType: boolean }[] {
  const text = readFileSync(file, 'utf8')
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?(?:([^'";]*?)\sfrom\s+)?'([^']+)'/gms)
  const dynamic = text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)
  return [
    ...[...statements].map(([, type, names = '', target = '']) => ({
      target,
      isType: type !== undefined || areTypes(names),
    })),
    ...[...dynamic].map(([, target = '']) => ({ target, isType: false })),
  ]
}

/** Whether all names in braces are marked as types. */
function areTypes(names: string): boolean {
  const [, inner] = /^\s*\{(.*)\}\s*$/s.exec(names) ?? []
  const each =
    inner
      ?.split(',')
      .map(name => name.trim())
      .filter(Boolean) ?? []
  return each.length > 0 && each.every(name => name.startsWith('type '))
}
