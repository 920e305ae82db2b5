import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ARGUMENT_ROWS } from '../argument-specs/argument-rows.ts'
import { playFiles } from './referee.ts'

/** All rows in one play, which writes what each came to into one file. */
function rowsPlay(): string {
  const tasks = ARGUMENT_ROWS.map(({ options, given }, index) => ({
    validate_argument_spec: { argument_spec: options, provided_arguments: given },
    register: `r${index}`,
    ignore_errors: true,
  }))
  const results = ARGUMENT_ROWS.map((_, index) => `r${index}.argument_errors | default([])`)
  const copy = { dest: '{{ dir }}/errors', content: `{{ [${results.join(', ')}] | to_json }}`, mode: '0644' }
  return JSON.stringify([{ hosts: 'a', gather_facts: false, tasks: [...tasks, { copy }] }])
}

/** Python's classes without those of Ansible's YAML reader, and without the list of words that follows. */
function inPlainWords(message: string): string {
  return message
    .replace(/ansible\.\S*\.Ansible(\w+)/g, (_, name: string) => PLAIN[name] ?? name)
    .replace(/( is not a valid boolean\.).*/s, '$1')
}

const PLAIN: Readonly<Record<string, string>> = {
  Unicode: 'str',
  UnsafeText: 'str',
  Sequence: 'list',
  Mapping: 'dict',
}

const HOSTS = 'all: { hosts: { a: { ansible_connection: local, dir: ROOT/hosts/a } } }\n'

const theirs = playFiles('ansible', { 'site.yml': rowsPlay(), 'hosts.yml': HOSTS })
const found = JSON.parse((theirs.files['a/errors'] ?? '').replace(/^\d+ /, '')) as string[][]

for (const [index, { title, errors, theirs: words = errors }] of ARGUMENT_ROWS.entries()) {
  test(`ansible-core says the same of arguments: ${title}`, () => {
    assert.equal(found[index]?.map(inPlainWords), words)
  })
}

test.run()
