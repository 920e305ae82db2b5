import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { commandsPage, exampleLines } from '../../docs/commands.ts'
import { splitWords } from '../../src/base/words.ts'
import { buildProgram } from '../../src/cli/program.ts'
import { Masks } from '../../src/run.ts'

function commands(program: Command): Command[] {
  return program.commands.flatMap(command => [command, ...commands(command)])
}

const program = (): Command => buildProgram({ code: 0, exitAtOnce: () => {}, masks: new Masks() }, '1.2.3')

test('docs/commands.md is up to date with the commands', () => {
  assert.is(readFileSync('docs/commands.md', 'utf8'), commandsPage())
})

test('every command, argument and option has a description', () => {
  const lacking = commands(program()).flatMap(command => [
    ...(command.description() === '' ? [command.name()] : []),
    ...command.options.filter(({ description }) => description === '').map(({ flags }) => flags),
  ])
  assert.equal(lacking, [])
})

const examples = commands(program()).flatMap(exampleLines)

test('the commands have examples', () => assert.ok(examples.length > 20, String(examples.length)))

for (const example of examples) {
  test(`the command line accepts the example \`${example}\``, async () => {
    for (const line of example.split(' && ')) {
      const parsed = program()
      let isCalled = false
      for (const command of commands(parsed))
        command.configureOutput({ writeErr: () => {} }).action(() => {
          isCalled = true
        })
      parsed.hook('preAction', () => {})
      await parsed.parseAsync(splitWords(line).slice(1), { from: 'user' })
      assert.ok(isCalled, line)
    }
  })
}

test.run()
