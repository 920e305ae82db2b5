import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { nextPatch, upstreamVersion } from '../../../lab/base/releases.ts'

const versions = [
  ['3.4.23-4+b4', '3.4.23'],
  ['1.2.0+git20160825.89.7fb22c8-3.1+b11', '1.2.0'],
  ['2:3.5.16-1\n', '3.5.16'],
] as const

for (const [debian, upstream] of versions) {
  test(`${debian.trim()} has the upstream version ${upstream}`, () =>
    assert.is(upstreamVersion(debian), upstream))
}

test('a version without three parts is refused', () => {
  assert.throws(() => upstreamVersion('20240101-1'), 'cannot read an upstream version x.y.z in `20240101-1`')
})

for (const [version, next] of [
  ['3.4.23', '3.4.24'],
  ['3.4.29', '3.4.28'],
] as const) {
  test(`the patch after ${version} is ${next}, with the same length`, () =>
    assert.is(nextPatch(version), next))
}

test.run()
