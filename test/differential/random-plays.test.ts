import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { randomFrom } from '../kit/random.ts'
import { playFiles } from './referee.ts'

// DROVER_PLAYS_ROUNDS=100 DROVER_PLAYS_SEED=1000 runs more plays.
const ROUNDS = Number(process.env.DROVER_PLAYS_ROUNDS ?? 2)
const SEED = Number(process.env.DROVER_PLAYS_SEED ?? 1)

type Tool = 'ansible' | 'drover'

/** Writes a part of a play in the syntax of a tool. */
type Part = (tool: Tool) => string

const INDENT = '    '
const indented = (text: string): string => text.replace(/^(?=.)/gm, INDENT)

/** Creates random plays. Each of their tasks prints its name and the values that earlier tasks have set. */
class Maker {
  readonly files: Record<string, Part> = {}
  readonly #random: (below: number) => number
  #count = 0

  constructor(seed: number) {
    this.#random = randomFrom(seed)
  }

  /**
   * Creates a whole playbook: plays that always succeed, because they contain a rescue, followed by a last one that
   * may fail.
   */
  playbook(): Part {
    const plays = Array.from({ length: 4 }, () => this.#play(true))
    const all = [...plays, this.#play(false)]
    return tool => all.map(play => play(tool)).join('')
  }

  #one<T>(...choices: readonly T[]): T {
    return choices[this.#random(choices.length)] as T
  }

  #maybe(chance: number, part: () => Part): Part {
    return this.#random(100) < chance ? part() : () => ''
  }

  #id(): string {
    this.#count += 1
    return `t${this.#count}`
  }

  #play(isRescued: boolean): Part {
    const serial = this.#one('', '', '', '  serial: 1\n', '  serial: [1, 2]\n', '  serial: "50%"\n')
    const bound = isRescued
      ? ''
      : this.#one('', '', '  max_fail_percentage: 50\n', '  any_errors_fatal: true\n')
    // A fatal error within a block with `always` ends a play in Drover, as in Ansible from 2.17 on.
    const depth = bound === '' ? 2 : 0
    const forced = this.#one('', '  force_handlers: true\n')
    const sections = ['pre_tasks', 'tasks', 'post_tasks'].map((name, index) => {
      const tasks = this.#tasks(index === 1 ? 5 : 1, depth)
      return (tool: Tool): string => {
        const inner = tasks(tool)
        if (inner === '') return ''
        const body = isRescued
          ? `- block:\n${indented(inner)}  rescue:\n${indented(`- debug: { msg: "rescued {{ ansible_failed_task.name }}" }\n`)}`
          : inner
        return `  ${name}:\n${indented(body)}`
      }
    })
    const handlers = ['h1', 'h2', 'h3'].map(name => {
      const more = this.#maybe(
        30,
        () => () => `  notify: ${this.#one('h1', 'h2', 'h3')}\n  changed_when: true\n`,
      )
      const listen = this.#maybe(30, () => () => '  listen: topic\n')
      const when = this.#maybe(20, () => this.#when())
      const frozen = [more('drover'), listen('drover')].join('')
      return (tool: Tool): string =>
        `- name: ${name}\n  debug: { msg: "${name} {{ trail }}" }\n${frozen}${when(tool)}`
    })
    return tool =>
      `- hosts: all\n  gather_facts: false\n  vars: { trail: "-", n: 0, kept: { msg: none } }\n${serial}${bound}${forced}${sections
        .map(section => section(tool))
        .join('')}  handlers:\n${indented(handlers.map(handler => handler(tool)).join(''))}`
  }

  #tasks(most: number, depth: number): Part {
    const parts = Array.from({ length: 1 + this.#random(most) }, () => this.#task(depth))
    return tool => parts.map(part => part(tool)).join('')
  }

  #task(depth: number): Part {
    const kind = this.#random(depth > 0 ? 12 : 9)
    if (kind < 2) return this.#fact()
    if (kind < 4) return this.#fail()
    if (kind === 4) return this.#one(this.#meta(), this.#debug())
    if (kind < 9) return this.#debug()
    return kind < 11 ? this.#block(depth - 1) : this.#include(depth - 1)
  }

  /** Creates a task that prints something and may have a condition, change, notify, register, or loop. */
  #debug(): Part {
    const id = this.#id()
    const keywords = [
      this.#maybe(30, () => this.#when()),
      this.#maybe(30, () => this.#changed()),
      this.#maybe(25, () => this.#register(id)),
      this.#maybe(20, () => this.#loop()),
    ]
    // In Drover, a failure for all hosts is visible to all of them; in Ansible, only to one.
    const isOnce = this.#random(10) === 0
    const said = isOnce ? id : `${id} {{ trail }} {{ kept.msg }}`
    const once = isOnce ? '  run_once: true\n' : ''
    return tool =>
      `- name: ${id}\n  debug: { msg: "${said}" }\n${once}${isOnce ? '' : keywords.map(each => each(tool)).join('')}`
  }

  #changed(): Part {
    const name = this.#one('h1', 'h2', 'h3', 'topic', '[h1, h3]')
    const isListened = name === 'topic'
    // A play may have no handler that listens.
    return () => `  changed_when: true\n  notify: ${isListened ? 'h2' : name}\n`
  }

  #register(id: string): Part {
    const name = this.#one('kept', 'r')
    const judged = this.#one(
      () => '',
      (tool: Tool) => `  failed_when: ${this.#condition('n == 3')(tool)}\n  ignore_errors: true\n`,
      () => `  until: ${name}.attempts == 2\n  retries: 2\n  delay: 0\n`,
      () => `  failed_when: ${name}.msg == "${id}"\n`,
    )
    return tool => `  register: ${name}\n${judged(tool)}`
  }

  #loop(): Part {
    const items = this.#one('[1, 2]', '[1, 2, 3]', '[]', '[4]')
    return () => `  loop: ${items}\n`
  }

  #fact(): Part {
    const id = this.#id()
    const loop = this.#maybe(50, () => this.#loop())
    const when = this.#maybe(40, () => this.#when())
    const isLooped = loop('drover') !== ''
    const facts = [
      `trail: "{{ trail }}${isLooped ? '{{ item }}' : id}"`,
      (tool: Tool) => `n: ${tool === 'ansible' ? '"{{ n | int + 1 }}"' : '!expr n + 1'}`,
    ]
    const chosen = this.#one([0], [1], [0, 1])
    return tool => {
      const set = chosen.map(at => facts[at]).map(fact => (typeof fact === 'function' ? fact(tool) : fact))
      return `- name: ${id}\n  set_fact:\n${set.map(each => `${INDENT}${each}\n`).join('')}${loop(tool)}${when(tool)}`
    }
  }

  #fail(): Part {
    const id = this.#id()
    const when = this.#one(
      () => `  when: inventory_hostname == "${this.#one('a', 'b', 'c')}"\n`,
      () => `  when: inventory_hostname != "${this.#one('a', 'b', 'c')}"\n`,
      () => '',
    )
    const text = when()
    const ignored = this.#one('', '', '  ignore_errors: true\n')
    return () => `- name: ${id}\n  fail: { msg: "${id} {{ trail }}" }\n${text}${ignored}`
  }

  #meta(): Part {
    const what = this.#one('flush_handlers', 'flush_handlers', 'noop')
    return () => `- meta: ${what}\n`
  }

  #when(): Part {
    const condition = this.#condition(
      this.#one('n == 1', 'n != 2', 'inventory_hostname != "b"', 'kept.msg != "none"', 'trail != "-"'),
    )
    return tool => `  when: ${condition(tool)}\n`
  }

  #condition(text: string): Part {
    return tool => JSON.stringify(tool === 'ansible' ? text.replace(/^n\b/, 'n | int') : text)
  }

  #block(depth: number): Part {
    const parts = {
      block: this.#tasks(3, depth),
      rescue: this.#maybe(60, () => this.#tasks(2, depth)),
      always: this.#maybe(40, () => this.#tasks(2, depth)),
    }
    const when = this.#maybe(20, () => this.#when())
    const vars = this.#maybe(20, () => () => '  vars: { trail: of a block }\n')
    return tool => {
      const sections = Object.entries(parts).flatMap(([name, part]) => {
        const text = part(tool)
        return text === '' ? [] : [`  ${name}:\n${indented(text)}`]
      })
      return `-${sections.join('').slice(1)}${when(tool)}${vars(tool)}`
    }
  }

  #include(depth: number): Part {
    const file = `f${this.#id()}.yml`
    this.files[file] = this.#tasks(3, depth)
    const keywords = [
      this.#maybe(40, () => this.#loop()),
      this.#maybe(40, () => this.#when()),
      this.#maybe(40, () => () => '  vars: { trail: given }\n'),
    ]
    const apply = this.#maybe(20, () => () => '    apply: { ignore_errors: true }\n')
    return tool =>
      `- include_tasks:\n    file: ${file}\n${apply(tool)}  loop_control: { loop_var: outer }\n${keywords
        .map(each => each(tool))
        .join('')}`.replace(/ {2}loop_control: .*\n(?![\s\S]* {2}loop: )/, '')
  }
}

const INVENTORY = `
all:
  hosts:
    a: { ansible_connection: local }
    b: { ansible_connection: local }
    c: { ansible_connection: local }
`

function outcomeOf(tool: Tool, seed: number) {
  const maker = new Maker(seed)
  const playbook = maker.playbook()
  const files = Object.fromEntries(Object.entries(maker.files).map(([name, part]) => [name, part(tool)]))
  const all = { ...files, 'hosts.yml': INVENTORY, 'site.yml': playbook(tool) }
  const { hosts, hasFailed } = playFiles(tool, all, { isNative: true })
  // The tools report missing values with different messages.
  const own = (words: string): string => words.replace(/:(?!(t\d|h\d|rescued)).*/, '')
  const told = Object.entries(hosts).map(([host, results]) => [host, results.map(own)] as const)
  return { hosts: Object.fromEntries(told), hasFailed }
}

for (let seed = SEED; seed < SEED + ROUNDS; seed += 1) {
  test(`both tools have the same results for five random plays, seed ${seed}`, () => {
    assert.equal(outcomeOf('drover', seed), outcomeOf('ansible', seed))
  })
}

test.run()
