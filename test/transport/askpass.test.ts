import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { asksForPassword } from '../../src/transport/askpass.ts'

/** Prompts of ssh, and whether they ask for the password of the host. */
const QUESTIONS: readonly (readonly [question: string, isForPassword: boolean])[] = [
  ["deploy@box's password: ", true],
  ['Password: ', true],
  ['(deploy@box) Password for deploy@box:', true],
  ['Enter new password: ', false],
  ['Retype new password: ', false],
  ["Enter passphrase for key '/keys/ours': ", false],
  ["(deploy@box) Enter passphrase for key '/keys/ours': ", false],
  ["Enter passphrase for key '/home/me/password': ", false],
  ["Enter PIN for 'the password token': ", false],
  ['Verification code: ', false],
  ['Are you sure (yes/no)? ', false],
  ['', false],
]

for (const [question, isForPassword] of QUESTIONS) {
  test(`\`${question}\` ${isForPassword ? 'asks' : 'does not ask'} for the password`, () => {
    assert.is(asksForPassword(question), isForPassword)
  })
}

test.run()
