import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compactProgram } from '../../src/base/compact-program.ts'
import { PROGRAM } from '../../src/shell/programs/bootstrap.ts'
import { inOneLine } from '../../src/shell/programs/in-one-line.ts'
import { shellWords } from '../kit/shells.ts'
import { sourceFiles } from '../kit/source-files.ts'

/** The maximum number of lines of a shell program in a TypeScript file. */
const LONGEST = 15

const modules = sourceFiles(/\.ts$/).map(file => ({ file, code: readFileSync(file, 'utf8') }))
const programs = sourceFiles(/\.sh$/).map(file => ({ file, text: readFileSync(file, 'utf8') }))

test('each shell program is read by one module in its folder', () => {
  assert.ok(programs.length > 0)
  const readers = programs.map(({ file }) => [
    file,
    ...modules
      .filter(({ file: path }) => dirname(path) === dirname(file))
      .flatMap(({ code }) =>
        code.split(`programText(new URL('./${basename(file)}', import.meta.url))`).slice(1),
      )
      .map(() => 'read'),
  ])
  assert.equal(
    readers,
    programs.map(({ file }) => [file, 'read']),
  )
  // The build finds no other form of the call.
  const calls = modules.flatMap(({ code }) => [...code.matchAll(/\bprogramText\((?!new URL\('|program:)/g)])
  assert.is(calls.length, 0)
})

test('each shell program declares itself as POSIX for shellcheck', () => {
  for (const { file, text } of programs) assert.match(text, /^# shellcheck shell=sh\n/, file)
})

for (const shell of ['dash', 'bash', 'busybox', 'mksh']) {
  test(`${shell} accepts the syntax of each shell program`, () => {
    const [command = '', ...words] = shellWords(shell)
    for (const { file, text } of programs) {
      const { status, stderr } = spawnSync(command, [...words, '-n'], {
        input: compactProgram(text),
        encoding: 'utf8',
      })
      assert.equal({ file, status, stderr }, { file, status: 0, stderr: '' })
    }
  })
}

test('bash parses each shell program the same with and without comments and indentation', () => {
  for (const { file, text } of programs) assert.is(asRead(compactProgram(text)), asRead(text), file)
})

test('bash parses the session loop the same as in its one-line form', () => {
  const text = readFileSync('src/shell/programs/session-loop.sh', 'utf8')
  assert.is(PROGRAM, inOneLine(compactProgram(text)))
  assert.not.match(PROGRAM, /\n/)
  assert.is(asRead(PROGRAM), asRead(text))
})

test('the comparison finds a difference in what bash parses', () => {
  assert.is.not(asRead("echo 'a\nb'"), asRead("echo 'a\n  b'"))
  assert.is.not(asRead('true && echo a'), asRead('true; echo a'))
})

test(`no shell program in a TypeScript file is longer than ${LONGEST} lines`, () => {
  const long = modules.flatMap(({ file, code }) =>
    [...code.matchAll(/(?:(?<![`/\w])sh|\b(?:ShellText|Text)\()`((?:\\[\s\S]|[^`\\])*)`/g)]
      .map(([, text = '']) => ({ file, lines: text.split('\n').length }))
      .filter(({ lines }) => lines > LONGEST),
  )
  assert.equal(long, [])
})

test.run()

/** A program as bash prints it after parsing: without comments, in the layout of bash. */
function asRead(program: string): string {
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '--noprofile'], {
    input: `program() {\n${program}\n}\ndeclare -f program\n`,
    encoding: 'utf8',
  })
  assert.equal({ status, stderr }, { status: 0, stderr: '' })
  return stdout
}
