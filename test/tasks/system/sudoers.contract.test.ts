import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import sudoers from '../../../tasks/system/sudoers.ts'
import { holdsContract } from '../../kit/contract.ts'
import { openLocalSessions, scratch } from '../../kit/local-session.ts'
import { projectIn } from '../../kit/project.ts'
import { contractRows } from '../../kit/rows.ts'

const RULE = { name: "d'é$(id)", sudoers_path: '@', validation: 'required' }

contractRows('sudoers', sudoers, [
  {
    title: 'writes a rule that visudo accepts',
    params: { ...RULE, user: 'deploy', commands: ['/bin/a b\\, c', '/bin/c "d e"'], runas: 'root' },
    expects: 'plan',
    verify: root => {
      const path = `${root}/d'é$(id)`
      assert.is(readFileSync(path, 'utf8'), 'deploy ALL=(root)NOPASSWD: /bin/a b\\, c, /bin/c "d e"\n')
      assert.is(statSync(path).mode & 0o777, 0o440)
    },
  },
  {
    title: 'removes a rule',
    params: { ...RULE, state: 'absent' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/d'é$(id)`, 'x'),
    verify: root => assert.not(statSync(`${root}/d'é$(id)`, { throwIfNoEntry: false })),
  },
])

test('sudoers: a rule that visudo refuses is not written', async () => {
  const { path, remove } = scratch()
  const sessions = await openLocalSessions()
  try {
    const params = { ...RULE, sudoers_path: path, user: 'deploy', commands: 'relative/path' }
    const host = sessions[0]?.host
    if (!host) throw new Error('expected a session')
    const given = {
      type: sudoers,
      host,
      root: path,
      project: projectIn(path),
      params,
      expects: 'plan' as const,
    }
    const { message } = await holdsContract(given).then(
      () => new Error('written'),
      error => error,
    )
    assert.match(message, /the new file was refused by: visudo -cf %s/)
    assert.not(statSync(`${path}/${RULE.name}`, { throwIfNoEntry: false }))
  } finally {
    for (const { close } of sessions) await close()
    remove()
  }
})

test.run()
