import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { errorResult } from '../../../src/engine/check/result.ts'
import { runTaskTypeCode } from '../../../src/engine/check/run-task-type-code.ts'
import { controllerErrorOf, InputError, TaskError, UnreachableError } from '../../../src/errors.ts'
import { Unknown, UnknownValueError } from '../../../src/values/unknown.ts'

/** An error as Node.js creates it. */
function systemError(code: string, syscall: string, message: string): Error {
  return Object.assign(new Error(message), { code, syscall })
}

const LACKS: readonly (readonly [error: Error, message: RegExp, hint: RegExp])[] = [
  [
    systemError('EMFILE', 'open', "EMFILE: too many open files, open '/x'"),
    /^this machine, not the host, is out of file descriptors: EMFILE: too many open files, open '\/x'$/,
    /ulimit -n 8192/,
  ],
  [systemError('ENFILE', 'open', 'ENFILE: file table overflow'), /for the whole system/, /fs\.file-max/],
  [
    systemError('EAGAIN', 'spawn /bin/sh', 'spawn /bin/sh EAGAIN'),
    /cannot start another process/,
    /ulimit -u/,
  ],
  [systemError('ENOMEM', 'spawn', 'spawn ENOMEM'), /is out of memory/, /--limit/],
  [systemError('ENOSPC', 'write', 'ENOSPC: no space left on device, write'), /has no space left/, /df -h/],
  [systemError('EROFS', 'open', 'EROFS: read-only file system'), /has a read-only file system/, /dmesg/],
  [
    new Error('wrapped', { cause: systemError('EMFILE', 'connect', 'connect EMFILE /sock') }),
    /^this machine, not the host, is out of file descriptors: connect EMFILE/,
    /ulimit -n/,
  ],
]

for (const [error, message, hint] of LACKS) {
  test(`the error \`${error.message}\` is reported as one of the controller`, async () => {
    const thrown = await runTaskTypeCode('copy', () => {
      throw error
    }).catch(each => each)
    for (const each of [error, thrown]) {
      const result = errorResult(each)
      assert.is(result.status, 'failed')
      assert.match(result.message ?? '', message)
      assert.match(result.hint ?? '', hint)
    }
  })
}

test('other system errors are not reported as a lack of resources', () => {
  assert.is(controllerErrorOf(systemError('EAGAIN', 'read', 'read EAGAIN')), undefined)
  assert.is(controllerErrorOf(systemError('ENOENT', 'open', 'ENOENT')), undefined)
  assert.is(controllerErrorOf('text'), undefined)
})

test('an expected error of a task type is passed on unchanged', async () => {
  const expected = [
    new TaskError('no'),
    new UnreachableError('gone'),
    new InputError('wrong'),
    new UnknownValueError(new Unknown('later')),
  ]
  for (const error of expected) {
    const thrown = await runTaskTypeCode('copy', async () => {
      throw error
    }).catch(each => each)
    assert.is(thrown, error)
  }
})

test('only an unexpected error is reported as a bug of the task type', async () => {
  const thrown = await runTaskTypeCode('copy', () => {
    throw new TypeError('x is undefined')
  }).catch(each => each)
  const result = errorResult(thrown)
  assert.match(
    result.message ?? '',
    /^internal error in the task type `copy`: TypeError: x is undefined\n {4}at /,
  )
  assert.match(result.hint ?? '', /`npx tsc` checks its types/)
  assert.not.match(result.message ?? '', /\/src\/engine\/|node:internal/)
  const ours = errorResult(new TypeError('y is undefined'))
  assert.match(ours.message ?? '', /^internal error: TypeError: y is undefined\n {4}at /)
  assert.match(ours.hint ?? '', /report it/)
})

test.run()
