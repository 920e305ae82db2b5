import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Place } from '../../src/errors.ts'
import { loadPlaybook, loadTasks } from '../../src/playbook/load.ts'
import type { Play, Step } from '../../src/playbook/steps.ts'
import { folderOf, plain, plainVars, problemsOf } from '../kit/project-files.ts'

const fixtures = join(dirname(fileURLToPath(import.meta.url)), 'fixtures')
const taskTypes =
  'apt assert command copy debug file get_url group meta script shell stat systemd template unarchive uri user'.split(
    ' ',
  )
const known = { taskTypes }

test('a play of a web site: names with collections, flags, tags in both forms, loops, notify and listen', () => {
  const [play] = loadPlaybook(join(fixtures, 'nginx.yml'), known).plays
  assert.equal(outline(play), {
    at: 'nginx.yml:3:3',
    name: 'Install and configure nginx',
    hosts: 'webservers',
    vars: { nginx_port: 80, nginx_user: 'www-data', server_names: ['example.com', 'www.{{ domain }}'] },
    varsFiles: ['vars/common.yml', ['vars/{{ ansible_os_family }}.yml', 'vars/default.yml']],
    strategy: 'linear',
    order: 'inventory',
    gatherFacts: 'no',
    tasks: [
      {
        at: 'nginx.yml:20:7',
        name: 'Ensure nginx is installed',
        apt: {
          name: ['nginx', 'nginx-extras'],
          state: 'present',
          update_cache: 'yes',
          cache_valid_time: 3600,
        },
        when: ['ansible_os_family == "Debian"'],
        tags: ['install', 'nginx'],
        become: 'yes',
        environment: [{ http_proxy: 'http://proxy.example.com:3128' }],
      },
      {
        at: 'nginx.yml:31:7',
        name: 'Ensure configuration directories exist',
        file: { path: '/etc/nginx/{{ item.name }}', state: 'directory', mode: '0755' },
        loop: [{ name: 'sites-available' }, { name: 'sites-enabled' }],
        loopControl: { loopVar: 'item', indexVar: 'position', label: '{{ item.name }}' },
        tags: ['config', 'nginx'],
        become: 'yes',
        environment: [{ http_proxy: 'http://proxy.example.com:3128' }],
      },
      {
        at: 'nginx.yml:44:7',
        name: 'Deploy the site',
        template: {
          src: 'site.conf.j2',
          dest: '/etc/nginx/sites-available/{{ domain }}.conf',
          owner: 'root',
          group: 'root',
          mode: '0644',
          validate: 'nginx -t -c %s',
        },
        notify: ['Reload nginx', 'restart web stack'],
        register: 'site_conf',
        become: 'yes',
        environment: [{ http_proxy: 'http://proxy.example.com:3128' }],
      },
      {
        at: 'nginx.yml:57:7',
        name: 'Ensure nginx is running',
        systemd: { name: 'nginx', state: 'started', enabled: true },
        become: 'yes',
        environment: [{ http_proxy: 'http://proxy.example.com:3128' }],
      },
    ],
    handlers: [
      {
        at: 'nginx.yml:61:7',
        name: 'Reload nginx',
        systemd: { name: 'nginx', state: 'reloaded' },
        become: 'yes',
        environment: [{ http_proxy: 'http://proxy.example.com:3128' }],
      },
      {
        at: 'nginx.yml:65:7',
        name: 'Restart nginx',
        systemd: { name: 'nginx', state: 'restarted' },
        listen: ['restart web stack'],
        become: 'yes',
        environment: [{ http_proxy: 'http://proxy.example.com:3128' }],
      },
    ],
  })
})

test('a play of accounts gives exactly the errors for its unsupported parts', () => {
  assert.equal(
    problemsOf(() => loadPlaybook(join(fixtures, 'users.yml'), known), fixtures),
    [
      'users.yml:19:7 `with_passwordstore` is an Ansible keyword that Drover does not have (use `loop:` with a list, or `loop: !expr` with an expression that returns one)',
    ],
  )
})

test('a play of Docker: retries, literals in conditions, `args`, task variables, several environments', () => {
  const [play] = loadPlaybook(join(fixtures, 'docker.yml'), known).plays
  assert.equal(outline(play), {
    at: 'docker.yml:1:3',
    name: 'Docker',
    hosts: 'docker,!old',
    strategy: 'linear',
    order: 'inventory',
    anyErrorsFatal: true,
    preTasks: [
      {
        at: 'docker.yml:7:7',
        name: 'Facts we rely on',
        assert: { that: ["ansible_distribution in ['Debian', 'Ubuntu']"], fail_msg: 'not supported' },
        runOnce: true,
        anyErrorsFatal: true,
      },
    ],
    tasks: [
      {
        at: 'docker.yml:14:7',
        name: 'Add the key',
        get_url: {
          url: 'https://download.docker.com/linux/debian/gpg',
          dest: '/etc/apt/keyrings/docker.asc',
          mode: 'u=rw,go=r',
          force: 'no',
        },
        register: 'key',
        until: ['key is succeeded'],
        retries: 5,
        delay: 10,
        anyErrorsFatal: true,
      },
      {
        at: 'docker.yml:25:7',
        name: 'Which architecture',
        command: 'dpkg --print-architecture',
        changedWhen: [false],
        checkMode: 'no',
        register: 'arch',
        anyErrorsFatal: true,
      },
      {
        at: 'docker.yml:31:7',
        name: 'Install',
        apt: { name: '{{ packages }}' },
        vars: [{ packages: ['docker-ce', 'docker-ce-cli', 'containerd.io'] }],
        timeout: 600,
        throttle: 3,
        environment: [{ DEBIAN_FRONTEND: 'noninteractive' }, '{{ proxy_env }}'],
        anyErrorsFatal: true,
      },
      {
        at: 'docker.yml:42:7',
        name: 'Log in',
        shell: {
          cmd: 'docker login -u ci --password-stdin < /run/secret',
          executable: '/bin/bash',
          creates: '/root/.docker/config.json',
        },
        failedWhen: ['login.rc != 0', "'already' not in login.stderr"],
        register: 'login',
        ignoreErrors: 'yes',
        diff: false,
        anyErrorsFatal: true,
      },
    ],
    postTasks: [
      { at: 'docker.yml:54:7', meta: 'flush_handlers', anyErrorsFatal: true },
      { at: 'docker.yml:55:7', debug: { var: 'arch.stdout' }, delegateTo: 'localhost', anyErrorsFatal: true },
    ],
  })
})

test('a rolling update: batches, nested blocks, and the keywords that each level inherits', () => {
  const [play] = loadPlaybook(join(fixtures, 'deploy.yml'), known).plays
  const outer = { port: 2222, become: true, becomeUser: 'app' }
  const when = ['release is defined', 'not skip_release']
  const vars = [{ path: '/srv/app/{{ release }}' }]
  assert.equal(outline(play), {
    at: 'deploy.yml:1:3',
    name: 'Rolling deploy',
    hosts: 'app',
    serial: [1, '30%', '100%'],
    strategy: 'linear',
    order: 'sorted',
    maxFailPercentage: 25,
    forceHandlers: true,
    tasks: [
      {
        at: 'deploy.yml:13:7',
        name: 'The release, with a way back',
        ...outer,
        when,
        tags: ['release'],
        vars,
        block: [
          {
            at: 'deploy.yml:23:11',
            name: 'Take it out',
            uri: { url: 'http://lb/api/{{ inventory_hostname }}/drain', method: 'POST' },
            ...outer,
            when,
            tags: ['release'],
            vars,
            delegateTo: "{{ groups['lb'][0] }}",
            connection: 'local',
            become: false,
          },
          {
            at: 'deploy.yml:30:11',
            name: 'Unpack',
            unarchive: { src: 'app-{{ release }}.tgz', dest: '{{ path }}', remote_src: false },
            ...outer,
            when: [...when, 'not unpacked.stat.exists'],
            tags: ['release', 'unpack'],
            vars: [...vars, { deep: 1 }],
          },
          {
            at: 'deploy.yml:35:11',
            ...outer,
            when,
            tags: ['release'],
            vars,
            block: [
              {
                at: 'deploy.yml:36:15',
                include: 'tasks/{{ kind }}.yml',
                loop: ['web', 'worker'],
                loopControl: { loopVar: 'kind' },
                ...outer,
                when,
                tags: ['release', 'kinds'],
                vars,
                inner: { ...outer, when, tags: ['release'], vars },
              },
              {
                at: 'deploy.yml:40:15',
                include: 'tasks/warm.yml',
                ...outer,
                when: [...when, 'warm'],
                tags: ['release'],
                vars,
                inner: { ...outer, when, tags: ['release', 'warm'], vars, become: false },
              },
            ],
            always: [
              { at: 'deploy.yml:47:15', debug: { msg: 'inner' }, ...outer, when, tags: ['release'], vars },
            ],
          },
        ],
        rescue: [
          {
            at: 'deploy.yml:49:11',
            name: 'Go back',
            file: { src: '/srv/app/previous', dest: '/srv/app/current', state: 'link' },
            ...outer,
            when,
            tags: ['release'],
            vars,
          },
        ],
        always: [
          {
            at: 'deploy.yml:52:11',
            name: 'Put it back in',
            uri: { url: 'http://lb/enable' },
            ...outer,
            when,
            tags: ['release'],
            vars,
            ignoreUnreachable: true,
          },
        ],
      },
    ],
  })
})

test('imported tasks are in the place of the import and inherit its conditions, tags and variables', () => {
  const playbook = loadPlaybook(join(fixtures, 'site.yml'), known)
  assert.is(playbook.file, join(fixtures, 'site.yml'))
  assert.equal(playbook.plays.map(outline), [
    {
      at: 'plays/base.yml:1:3',
      name: 'Base',
      hosts: 'all',
      vars: { level: 'site', own: 1 },
      strategy: 'linear',
      order: 'inventory',
      tasks: [
        {
          at: 'tasks/common.yml:1:3',
          name: 'Motd',
          copy: { content: 'hi', dest: '/etc/motd' },
          when: ['do_base', 'common', 'motd'],
          tags: ['base', 'always', 'common'],
          vars: [{ from: 'base' }],
          become: true,
        },
        {
          at: 'tasks/more.yml:1:3',
          stat: { path: '/etc' },
          when: ['do_base', 'common'],
          tags: ['base', 'always', 'common', 'more'],
          vars: [{ from: 'base' }],
          become: false,
        },
      ],
      handlers: [
        {
          at: 'tasks/handlers.yml:1:3',
          name: 'Restart',
          systemd: { name: 'x', state: 'restarted' },
          listen: ['a', 'b'],
          when: ['do_base'],
          tags: ['base', 'always'],
        },
      ],
    },
    { at: 'site.yml:7:3', name: 'Last', hosts: 'localhost', strategy: 'linear', order: 'inventory' },
  ])
})

test('a file of tasks inherits the keywords of its include', () => {
  const inherited = { when: [], tags: ['outer'], vars: [], environment: [] }
  const steps = loadTasks(join(fixtures, 'tasks', 'more.yml'), inherited, known)
  assert.equal(steps.map(outlineStep), [
    { at: 'tasks/more.yml:1:3', stat: { path: '/etc' }, tags: ['outer'], become: false },
  ])
})

test('an empty file of tasks gives no tasks', () => {
  const folder = folderOf({ 'none.yml': '# later\n' })
  const inherited = { when: [], tags: [], vars: [], environment: [] }
  assert.equal(loadTasks(join(folder, 'none.yml'), inherited, known), [])
})

test('`user` is a keyword on a play and a task type on a task', () => {
  const folder = folderOf({
    'site.yml': '- hosts: all\n  user: deploy\n  tasks:\n    - user: { name: bob }\n',
  })
  const [play] = loadPlaybook(join(folder, 'site.yml'), known).plays
  const [task] = play?.tasks ?? []
  assert.is(task?.kind === 'task' ? task.type : '', 'user')
  assert.equal(plain(task?.user), 'deploy')
})

const wrongFiles: [what: string, files: Record<string, string>, expected: string[]][] = [
  [
    'a playbook that is a map',
    { 'site.yml': 'hosts: all\n' },
    ['site.yml:1:1 a playbook must be a list of plays, got a map (begin with `- hosts: all`)'],
  ],
  [
    'an empty playbook',
    { 'site.yml': '---\n' },
    ['site.yml:1:1 a playbook must be a list of plays, got an empty file (begin with `- hosts: all`)'],
  ],
  [
    'plays that are none',
    { 'site.yml': '- all\n-\n- hosts: all\n' },
    [
      'site.yml:1:3 a play must be a map, got `all` (begin with `- hosts: all`)',
      'site.yml:2:2 a play must be a map, got nothing (begin with `- hosts: all`)',
    ],
  ],
  [
    'a file of tasks where a playbook was meant',
    { 'site.yml': '- name: x\n  command: uptime\n' },
    [
      'site.yml:1:3 the play has no `hosts` (this looks like a task: tasks go below `tasks:` of a play; a file of tasks is for `import_tasks`)',
    ],
  ],
  [
    'a playbook where tasks were meant',
    {
      'site.yml': '- hosts: all\n  tasks:\n    - import_tasks: other.yml\n',
      'other.yml': '- hosts: all\n  tasks: []\n',
    },
    [
      'other.yml:1:3 expected a task, got a play (plays go in a playbook; `import_playbook` imports another playbook)',
    ],
  ],
  [
    'playbooks that import each other',
    {
      'site.yml': '- import_playbook: a.yml\n',
      'a.yml': '- import_playbook: b.yml\n',
      'b.yml': '- import_playbook: a.yml\n',
    },
    ['b.yml:1:20 circular import: `a.yml` → `b.yml` → `a.yml`'],
  ],
  [
    'tasks that import themselves',
    { 'site.yml': '- hosts: all\n  tasks:\n    - import_tasks: a.yml\n', 'a.yml': '- import_tasks: a.yml\n' },
    ['a.yml:1:17 circular import: `a.yml` → `a.yml`'],
  ],
  [
    'imports of nothing',
    {
      'site.yml':
        '- import_playbook: no.yml\n- import_playbook:\n- hosts: all\n  tasks:\n    - import_tasks: "{{ x }}.yml"\n    - import_tasks: no.yml\n    - import_tasks: {}\n',
    },
    [
      'site.yml:1:20 there is no file `no.yml` to import (looked for no.yml)',
      'site.yml:2:19 an import names a file, got nothing',
      'site.yml:5:21 an import contains a template, but no variable is known here (an import may use only `-e`, `vars` of the play or of an import, variables of its role, and those of the group `all`)',
      'site.yml:6:21 there is no file `no.yml` to import (looked for no.yml)',
      'site.yml:7:21 `import_tasks` names a file (such as `import_tasks: web.yml`)',
    ],
  ],
  [
    'keywords that an import does not have',
    { 'site.yml': '- import_playbook: a.yml\n  becme: true\n  hosts: x\n', 'a.yml': '- hosts: all\n' },
    [
      'site.yml:2:3 `import_playbook` has no keyword `becme` (its keywords are import_playbook, name, when, tags, vars)',
      'site.yml:3:3 `import_playbook` has no keyword `hosts` (its keywords are import_playbook, name, when, tags, vars)',
    ],
  ],
  [
    'errors in several files, all at once',
    {
      'site.yml': '- import_playbook: a.yml\n- hosts: all\n  tsks: []\n',
      'a.yml': '- hosts: all\n  tasks:\n    - import_tasks: b.yml\n    - coppy: {}\n',
      'b.yml': '- comand: x\n- file: {}\n- {}\n',
    },
    [
      'b.yml:1:3 `comand` is neither a task type nor a keyword (did you mean `command`?)',
      'b.yml:3:3 the task does nothing: it has no task type (such as `command: uptime`; `docs/tasks.md` lists them)',
      'a.yml:4:7 `coppy` is neither a task type nor a keyword (did you mean `copy`?)',
      'site.yml:3:3 a play has no keyword `tsks` (did you mean `tasks`?)',
    ],
  ],
  [
    'broken YAML in an import',
    { 'site.yml': '- import_playbook: a.yml\n- hosts: all\n  tsks: []\n', 'a.yml': 'a: b: c\n' },
    [
      'a.yml:1:4 broken YAML: nested mappings are not allowed in compact mappings\n  a: b: c\n     ^ (quote a value that holds `: `; otherwise the next line is indented too far)',
      'site.yml:3:3 a play has no keyword `tsks` (did you mean `tasks`?)',
    ],
  ],
]

for (const [what, files, expected] of wrongFiles) {
  test(`refused with places and hints: ${what}`, () => {
    const folder = folderOf(files)
    assert.equal(
      problemsOf(() => loadPlaybook(join(folder, 'site.yml'), known), folder),
      expected,
    )
  })
}

test('a playbook with any character removed, doubled or changed is read, or refused with places in it', () => {
  const texts = ['nginx.yml', 'docker.yml', 'deploy.yml'].map(name =>
    readFileSync(join(fixtures, name), 'utf8'),
  )
  const folder = folderOf({})
  const edit = fc.record({
    text: fc.constantFrom(...texts),
    at: fc.nat(1200),
    remove: fc.nat(12),
    insert: fc.string({ unit: fc.constantFrom(...'a: -\n[]{}"\'&*!|#~1'), maxLength: 3 }),
  })
  fc.assert(
    fc.property(edit, ({ text, at: start, remove, insert }) => {
      const edited = text.slice(0, start) + insert + text.slice(start + remove)
      writeFileSync(join(folder, 'x.yml'), edited)
      let places: string[] = []
      const problems = problemsOf(() => {
        const { plays } = loadPlaybook(join(folder, 'x.yml'), known)
        places = plays.map(({ place }) => `x.yml:${place.line}:${place.column} `)
      }, folder)
      assert.ok(places.length > 0 || problems.length > 0)
      const lines = edited.split('\n').length
      for (const found of [...places, ...problems]) {
        const [, line] = /^x\.yml:(\d+):\d+ /.exec(found) ?? []
        assert.ok(Number(line) >= 1 && Number(line) <= lines, found)
      }
    }),
    { numRuns: 300 },
  )
})

test('a cycle of imports through a link to a parent folder is found', () => {
  const folder = folderOf({ 'site.yml': '- import_playbook: link/site.yml\n' })
  symlinkSync(folder, join(folder, 'link'))
  assert.equal(
    problemsOf(() => loadPlaybook(join(folder, 'site.yml'), known), folder),
    ['site.yml:1:20 circular import: `site.yml` → `site.yml`'],
  )
})

test('a playbook that does not exist is refused', () => {
  assert.equal(
    problemsOf(() => loadPlaybook('/nowhere/site.yml', known)),
    ['there is no file `site.yml`'],
  )
})

const at = ({ file, line, column }: Place): string => `${relative(fixtures, file)}:${line}:${column}`

/** A play as plain values, without fields that are unset, empty or have their default. */
function outline(play: Play | undefined): unknown {
  if (!play) return undefined
  const { place, hostsPlace: _, keywords: __, vars, preTasks, tasks, postTasks, handlers, ...others } = play
  return compact({
    at: at(place),
    ...values(others),
    vars: plainVars(vars),
    preTasks: preTasks.map(outlineStep),
    tasks: tasks.map(outlineStep),
    postTasks: postTasks.map(outlineStep),
    handlers: handlers.map(outlineStep),
  })
}

function outlineStep(step: Step): unknown {
  const { kind: _, place, vars, loopControl, ...others } = { loopControl: { loopVar: 'item' }, ...step }
  const control = values(loopControl)
  const common = {
    at: at(place),
    vars: vars.map(plainVars),
    ...(control.loopVar === 'item' && Object.keys(control).length === 1 ? {} : { loopControl: control }),
  }
  if (step.kind === 'block') {
    const [block, rescue, always] = [step.block, step.rescue, step.always].map(steps =>
      steps.map(outlineStep),
    )
    return compact({ ...values(others), ...common, block, rescue, always })
  }
  if (step.kind === 'include') {
    const { file, inner: __, playbookDir: ___, ...rest } = values(others)
    const { vars: innerVars, ...inner } = step.inner
    const handedDown = compact({ ...values(inner), vars: innerVars.map(plainVars) })
    return compact({ ...rest, ...common, include: file, inner: handedDown })
  }
  const { type, typePlace: __, params: ___, ...rest } = values(others)
  return compact({ ...rest, ...common, [String(type)]: plain(step.params) })
}

function values(parts: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parts).map(([key, value]) => [key, asPlain(value)]))
}

function asPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asPlain)
  if (typeof value === 'object' && value !== null && 'kind' in value) return plain(value as never)
  return value
}

function compact(parts: Record<string, unknown>): Record<string, unknown> {
  const isEmpty = (value: unknown): boolean =>
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => !isEmpty(value)))
}

test.run()
