import { readdirSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { folderPrefix } from '../../../src/remote/files/staging-directory.ts'
import { sh } from '../../../src/shell/quote.ts'
import { makeDirectories, privateFolder } from '../../../src/task-lib/files/staging.ts'
import { inShells } from '../../kit/in-shells.ts'

test('the staging folder of a killed session with the same process ID is removed, and a link in its place is not followed', () =>
  inShells(async ({ host }, root) => {
    const left = sh`${folderPrefix(host.name)}$$-own`
    await host.run(sh`cd -- ${root} && mkdir ${left} kept && echo x >${left}/x && echo y >kept/y`)
    await host.run(sh`${privateFolder(host.name, root)}
touch ./new && mv ./new ../made`)
    await host.run(sh`cd -- ${root} && mkdir ${left} && echo x >${left}/x`)
    await host.run(makeDirectories({ path: `${root}/a/b`, mode: '0755' }, host.name))
    assert.equal(readdirSync(root).sort(), ['a', 'kept', 'made'])
    await host.run(sh`cd -- ${root} && ln -s kept ${left}`)
    const { status } = await host.run(privateFolder(host.name, root), { ok: 'any' })
    assert.is(status, 1)
    assert.equal(readdirSync(`${root}/kept`), ['y'])
  }))

test.run()
