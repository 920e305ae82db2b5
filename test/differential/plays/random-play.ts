import { randomFrom } from '../../kit/random.ts'

/** Random plays in the language of Ansible, in the form of `testPlays`, and the files that they use. */
export interface RandomPlays {
  readonly plays: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, string>>
}

/** The features that a play may use in its tasks. */
interface Setting {
  /** The hosts that may fail: a play in which all hosts fail would end the playbook. */
  readonly failing: readonly string[]
  readonly isFree: boolean
}

/**
 * As many plays as asked for, the same for the same seed. Each task says who it is, and what it sees of what those before it set.
 * In all plays but the last, some host gets to the end.
 */
export function randomPlays(seed: number, count: number): RandomPlays {
  const maker = new PlayMaker(seed)
  const plays = Array.from({ length: count }, (_, index) => [
    `play ${index + 1} of seed ${seed}`,
    maker.play(index === count - 1),
  ])
  return { plays: Object.fromEntries(plays), files: maker.files }
}

// Without fields that differ between runs, and without those that only Drover has.
const SHOWN =
  '{ "failed": false } | combine(r) | dict2items | selectattr("key", "in", shown_fields) | items2dict'
const SHOWN_FIELDS = '[changed, failed, skipped, skip_reason, skipped_reason, msg, attempts, rc, stdout, cmd]'

const DIR = '{{ playbook_dir }}/hosts/{{ inventory_hostname }}'

/** Tasks that print the files to which plays write. */
const SHOW_FILES = ['log', 'lines', 'd']
  .map(file => `lookup("file", dir ~ "/${file}", errors="ignore") | default("", true)`)
  .map((content, nth) => `- { name: file ${nth}, debug: { msg: '{{ ${content} }}' } }\n`)
  .join('')

/** Flushes handlers until none is notified: Ansible does not run handlers that are notified by the last flush. */
const FLUSHES = '- meta: flush_handlers\n'.repeat(2)

class PlayMaker {
  readonly files: Record<string, string> = {
    'vars/one.yml': 'level: vars one\nof_file: one\n',
    'vars/two.yml': 'level: vars two\nof_file: two\n',
  }
  readonly #random: (below: number) => number
  #count = 0
  #setting: Setting = { failing: [], isFree: false }

  constructor(seed: number) {
    this.#random = randomFrom(seed)
  }

  play(isLast: boolean): string {
    const isRescued = !isLast && this.#chance(50)
    const isFree = this.#chance(15)
    this.#setting = { failing: isRescued || isLast ? ['a', 'b', 'c'] : ['a', 'b'], isFree }
    const sections = ['pre_tasks', 'tasks', 'post_tasks'].flatMap(name => {
      if (name === 'pre_tasks' && this.#chance(60)) return []
      const tasks = this.#tasks(name === 'tasks' ? 6 : 2, isLast ? 0 : 2)
      const shown = name === 'post_tasks' ? SHOW_FILES + FLUSHES : ''
      return [`${name}:\n${indent((isRescued ? this.#rescued(tasks) : tasks) + shown)}`]
    })
    const roles = this.#chance(30) && !isRescued ? [`roles:\n${indent(this.#roles())}`] : []
    return [
      `vars: { trail: "-", n: 0, kept: { msg: none }, level: play, dir: "${DIR}", shown_fields: ${SHOWN_FIELDS} }`,
      ...this.#playKeywords({ isRescued, isLast }),
      ...(isFree ? ['strategy: free'] : []),
      ...roles,
      ...sections,
      `handlers:\n${indent(this.#handlers())}`,
    ].join('\n')
  }

  #playKeywords({ isRescued, isLast }: { isRescued: boolean; isLast: boolean }): string[] {
    const all = [
      this.#one('vars_files: [vars/one.yml]', 'vars_files: [[vars/none.yml, vars/two.yml]]', '', ''),
      this.#one('force_handlers: true', ''),
      this.#one('order: reverse_inventory', 'order: reverse_sorted', '', '', ''),
      this.#one('module_defaults: { fail: { msg: by default } }', '', ''),
      this.#one('environment: { OF_PLAY: "{{ level }}" }', ''),
      isRescued ? this.#one('serial: 1', 'serial: [1, 2]', 'serial: "50%"', '') : '',
      isLast ? this.#ofFailures() : '',
    ]
    return all.filter(Boolean)
  }

  /** `strategy: free` of Ansible does not support the first two. */
  #ofFailures(): string {
    const bound = this.#one('any_errors_fatal: true', 'max_fail_percentage: 40', '', 'ignore_errors: true')
    return this.#setting.isFree && /^(any|max)/.test(bound) ? '' : bound
  }

  #rescued(tasks: string): string {
    const says = '{{ ansible_failed_task.name }} {{ ansible_failed_result.msg | default("-") }}'
    return `- block:\n${indent(tasks)}  rescue:\n    - { name: rescued, debug: { msg: '${says}' } }\n`
  }

  /** Handlers notify only later ones, or only earlier ones. */
  #handlers(): string {
    const isBackward = this.#chance(40)
    return ['h1', 'h2', 'h3']
      .map((name, index, names) => {
        const others = isBackward ? names.slice(0, index) : names.slice(index + 1)
        const notifies = this.#chance(35) && others.length > 0
        const keywords = [
          ...(notifies ? [`notify: ${this.#one(...others)}\n  changed_when: true`] : []),
          // A handler listens in every play, because a role may notify it.
          ...this.#maybe(name === 'h3' ? 100 : 40, () => `listen: ${this.#one('topic', '[topic, other]')}`),
          ...this.#maybe(25, () => this.#when()),
          ...this.#maybe(15, () => 'loop: [1, 2]'),
        ]
        return taskText(name, `debug: { msg: "${name} {{ trail }}" }`, keywords)
      })
      .join('')
  }

  #roles(): string {
    return Array.from({ length: 1 + this.#random(2) }, () => {
      const name = this.#role()
      return this.#one(
        `- ${name}\n`,
        `- { role: ${name}, given: param }\n`,
        `- { role: ${name}, vars: { given: vars }, tags: [of_role] }\n`,
        `- { role: ${name}, when: inventory_hostname != "${this.#one('a', 'b')}" }\n`,
      )
    }).join('')
  }

  /** Makes a role, and returns its name. */
  #role(): string {
    const name = `role_${this.#id()}`
    const put = (path: string, text: string): void => {
      this.files[`roles/${name}/${path}`] = text
    }
    const says = `debug: { msg: "${name} {{ given }} {{ level }} {{ of_role }} {{ role_name }}" }`
    const notify = this.#maybe(60, () => `changed_when: true\n  notify: ${this.#one('local', 'h1', 'topic')}`)
    put('tasks/main.yml', taskText(`${name} main`, says, notify) + this.#tasks(2, 0))
    put('tasks/other.yml', taskText(`${name} other`, says, []) + this.#tasks(1, 0))
    put('defaults/main.yml', 'given: default\nlevel: role default\nof_role: default\n')
    put('defaults/more.yml', 'given: more\nof_role: more\n')
    const handler = `debug: { msg: "local of ${name} {{ given }}" }`
    put(
      'handlers/main.yml',
      taskText(
        'local',
        handler,
        this.#maybe(40, () => 'listen: topic'),
      ),
    )
    if (this.#chance(40)) put('vars/main.yml', 'level: role vars\n')
    if (this.#chance(25))
      put('meta/main.yml', `dependencies: [{ role: ${this.#role()}, given: dependency }]\n`)
    return name
  }

  #tasks(most: number, depth: number): string {
    return Array.from({ length: 1 + this.#random(most) }, () => this.#task(depth)).join('')
  }

  #task(depth: number): string {
    const kind = this.#random(depth > 0 ? 16 : 11)
    if (kind < 2) return this.#fact()
    if (kind === 2) return this.#fail()
    if (kind === 3) return this.#meta()
    if (kind === 4) return this.#command()
    if (kind < 11) return this.#debug()
    if (kind < 13) return this.#block(depth - 1)
    return kind < 15 ? this.#file(depth - 1) : this.#ofRole()
  }

  #debug(): string {
    const id = this.#id()
    if (this.#chance(10)) return this.#elsewhere(id)
    const says = this.#one(
      '{{ trail }} {{ level }}',
      '{{ kept.msg | default("-") }} {{ n }}',
      '{{ of_file | default("-") }}',
    )
    const what = this.#one(
      `debug: { msg: '${id} ${says}' }`,
      `debug: { msg: '${id} ${says}' }`,
      'debug: { var: n }',
    )
    const keywords = [
      ...this.#maybe(25, () => this.#when()),
      ...this.#maybe(30, () => this.#changed()),
      ...this.#maybe(20, () => this.#loop()),
      ...this.#maybe(15, () => 'vars: { trail: of task, level: "{{ n }} task" }'),
      ...this.#maybe(15, () => `tags: ${this.#one('[x]', 'y', '[x, y]', 'never', 'always')}`),
    ]
    if (what.includes('var:') || !this.#chance(35)) return taskText(id, what, keywords)
    const shown = taskText(`${id} shown`, `debug: { msg: '{{ ${SHOWN} | to_json(sort_keys=true) }}' }`, [])
    return taskText(id, what, [...keywords, ...this.#registered()]) + shown
  }

  /** A task that is delegated to another host, or runs once for all hosts. */
  #elsewhere(id: string): string {
    const told = `debug: { msg: "${id} {{ inventory_hostname }}" }`
    if (this.#setting.isFree || this.#chance(60)) {
      return taskText(id, told, [`delegate_to: ${this.#one('b', 'c', 'localhost', '"{{ groups.web[0] }}"')}`])
    }
    return taskText(id, told, ['run_once: true', ...this.#maybe(50, () => 'register: kept')])
  }

  #registered(): string[] {
    const condition = this.#condition()
    return [
      'register: r',
      ...this.#one(
        [],
        [],
        ['ignore_errors: true', `failed_when: ${condition}`],
        ['ignore_errors: true', `failed_when: [${condition}, ${this.#condition()}]`],
        ['until: r.attempts | default(1) == 2', 'retries: 2', 'delay: 0'],
        ['until: false', 'retries: 1', 'delay: 0', 'ignore_errors: true'],
      ),
    ]
  }

  #command(): string {
    const id = this.#id()
    const what = this.#one(
      `command: echo ${id} {{ n }}`,
      `shell: echo ${id} $OF_PLAY >> {{ dir }}/log; exit {{ [n | int, 2] | min }}`,
      `copy: { content: "${id} {{ trail }} {{ level }}", dest: "{{ dir }}/${id}", mode: "0640" }`,
      `lineinfile: { path: "{{ dir }}/lines", line: "${id} {{ level }}", create: true, mode: "0600" }`,
      `file: { path: "{{ dir }}/${this.#one('log', 'lines', 'd')}", state: ${this.#one('touch', 'absent')}, mode: "0644" }`,
    )
    const shown = taskText(
      `${id} shown`,
      `debug: { msg: '{{ [r.changed, r.failed | default(false)] }}' }`,
      [],
    )
    const judged = this.#one([], [], ['changed_when: false'], ['changed_when: r is changed', 'notify: topic'])
    return taskText(id, what, ['register: r', 'ignore_errors: true', ...judged]) + shown
  }

  #changed(): string {
    const name = this.#one('h1', 'h2', 'h3', 'topic', '[h3, h1]', '"h{{ 1 + 1 }}"')
    const condition = this.#chance(70) ? 'true' : this.#condition()
    // A play may have no handler that listens.
    return `changed_when: ${condition}\n  notify: ${name === 'topic' ? 'h2' : name}`
  }

  #loop(): string {
    return this.#one(
      'loop: [1, 2]',
      'loop: []',
      'loop: "{{ groups.web }}"\n  loop_control: { index_var: i, extended: true, label: "{{ i }}" }',
      'with_items: [1, [2, 3], "{{ kept.msg | default(0) }}"]',
      'with_dict: { x: 1, y: 2 }',
      'with_nested: [[1, 2], [x, y]]',
      `loop: "{{ [1, 2] | product(['p']) | list }}"`,
      'with_sequence: start=1 end=3',
      `loop: "{{ {'k': 1, 'l': 2} | dict2items }}"\n  loop_control: { loop_var: entry }`,
    )
  }

  #fact(): string {
    const id = this.#id()
    const facts = this.#one(
      `set_fact: { trail: "{{ trail }}${id}" }`,
      'set_fact: { n: "{{ n | int + 1 }}" }',
      `set_fact: { n: "{{ n | int + 1 }}", kept: { msg: ${id} }, cacheable: false }`,
      `include_vars: vars/${this.#one('one', 'two')}.yml`,
      `include_vars: { file: vars/${this.#one('one', 'two')}.yml, name: kept }`,
      'set_fact: { trail: "{{ trail }}{{ item }}" }\n  loop: [x, y]',
    )
    return taskText(
      id,
      facts,
      this.#maybe(40, () => this.#when()),
    )
  }

  #fail(): string {
    const id = this.#id()
    const host = this.#one(...this.#setting.failing)
    const fail = this.#one(
      `fail: { msg: "${id} {{ trail }}" }`,
      'assert: { that: "n | int > 7", fail_msg: small, quiet: true }',
      'command: "false"',
      'fail: {}',
    )
    const ignored = this.#maybe(35, () =>
      this.#one('ignore_errors: true', 'ignore_errors: "{{ n | int == 0 }}"'),
    )
    return taskText(id, fail, [`when: inventory_hostname == "${host}"`, ...ignored])
  }

  #meta(): string {
    const what = this.#one('flush_handlers', 'flush_handlers', 'noop', 'end_host', 'clear_facts')
    if (what !== 'end_host') return `- meta: ${what}\n`
    return `- meta: end_host\n  when: inventory_hostname == "${this.#one(...this.#setting.failing)}"\n`
  }

  #when(): string {
    const condition = this.#condition()
    return this.#chance(20) ? `when: [${condition}, ${this.#condition()}]` : `when: ${condition}`
  }

  #condition(): string {
    const condition = this.#one(
      'n | int == 1',
      'n | int != 2',
      'inventory_hostname != "b"',
      'inventory_hostname in groups.web',
      '"db" in group_names',
      'kept.msg | default("") != "none"',
      'trail != "-"',
      'of_file is defined',
      'r is not defined or r is not failed',
    )
    return `'${condition}'`
  }

  #block(depth: number): string {
    const sections = [
      ['block', this.#tasks(3, depth)],
      ...this.#maybe(50, () => ['rescue', this.#tasks(2, depth)]),
      ...this.#maybe(40, () => ['always', this.#tasks(2, depth)]),
    ]
    const keywords = [
      ...this.#maybe(25, () => this.#when()),
      ...this.#maybe(20, () => `vars: { trail: of a block, level: '{{ of_file | default("block") }}' }`),
      ...this.#maybe(10, () => 'ignore_errors: true'),
      ...this.#maybe(10, () => `tags: ${this.#one('[x]', '[y]')}`),
    ]
    const text = sections.map(([name, tasks = '']) => `  ${name}:\n${indent(tasks)}`).join('')
    return `-${text.slice(1)}${keywords.map(keyword => `  ${keyword}\n`).join('')}`
  }

  #file(depth: number): string {
    const file = `f${this.#id()}.yml`
    this.files[file] = this.#tasks(3, depth)
    const keywords = [
      ...this.#maybe(30, () => this.#when()),
      ...this.#maybe(40, () => 'vars: { trail: given, level: included }'),
    ]
    if (this.#chance(40))
      return `- import_tasks: ${file}\n${lines([...keywords, ...this.#maybe(20, () => 'tags: [x]')])}`
    const apply = this.#maybe(
      25,
      () => `  apply: { ${this.#one('ignore_errors: true', 'tags: [x]', 'vars: { trail: applied }')} }`,
    )
    const loop = this.#maybe(40, () => 'loop: [1, 2]\n  loop_control: { loop_var: outer }')
    return `- include_tasks:\n${lines([`  file: ${file}`, ...apply])}${lines([...keywords, ...loop])}`
  }

  #ofRole(): string {
    const name = this.#role()
    const how = this.#one('include_role', 'import_role')
    const params = [
      `name: ${name}`,
      ...this.#maybe(30, () => 'tasks_from: other'),
      ...this.#maybe(20, () => 'defaults_from: more'),
      ...(how === 'include_role' ? this.#maybe(20, () => 'public: true') : []),
    ]
    const keywords = [
      ...this.#maybe(30, () => this.#when()),
      ...this.#maybe(40, () => 'vars: { given: vars of the task }'),
      ...(how === 'include_role'
        ? this.#maybe(30, () => 'loop: [1, 2]\n  loop_control: { loop_var: outer }')
        : []),
    ]
    return `- ${how}: { ${params.join(', ')} }\n${lines(keywords)}`
  }

  #one<T>(...choices: readonly T[]): T {
    return choices[this.#random(choices.length)] as T
  }

  #chance(percent: number): boolean {
    return this.#random(100) < percent
  }

  #maybe<T>(percent: number, make: () => T): T[] {
    return this.#chance(percent) ? [make()] : []
  }

  #id(): string {
    this.#count += 1
    return `t${this.#count}`
  }
}

function taskText(name: string, what: string, keywords: readonly string[]): string {
  return `- name: ${name}\n${lines([what, ...keywords])}`
}

function lines(texts: readonly string[]): string {
  return texts.map(text => `  ${text}\n`).join('')
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '    ')
}
