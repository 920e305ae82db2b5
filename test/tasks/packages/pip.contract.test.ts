import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/shell/quote.ts'
import pip from '../../../tasks/packages/pip.ts'
import { holdsContract } from '../../kit/contract.ts'
import { openLocalSessions, scratch, sessionsFrom } from '../../kit/local-session.ts'

/** Writes wheels: `one` in two versions, and `two`, which depends on `one`. */
const WHEELS = `import sys, zipfile
for name, version, needs in (('one', '1.0', ''), ('one', '2.0', ''), ('two', '1.0', 'Requires-Dist: one\\n')):
    with zipfile.ZipFile(f'{sys.argv[1]}/{name}-{version}-py3-none-any.whl', 'w') as wheel:
        info = f'{name}-{version}.dist-info'
        wheel.writestr(f'{name}.py', f'version = "{version}"\\n')
        wheel.writestr(f'{info}/METADATA', f'Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n{needs}')
        wheel.writestr(f'{info}/WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
        wheel.writestr(f'{info}/RECORD', f'{name}.py,,\\n{info}/METADATA,,\\n{info}/WHEEL,,\\n{info}/RECORD,,\\n')
`

test('packages are installed in a virtual environment, upgraded and removed, each in another shell', async () => {
  const { path, remove } = scratch()
  const sessions = await openLocalSessions()
  try {
    const [folder, wheels] = [`${path}/a 'b'`, `${path}/wheels`]
    mkdirSync(folder)
    mkdirSync(wheels)
    execFileSync('/usr/bin/python3', ['-c', WHEELS, wheels])
    writeFileSync(
      `${folder}/requirements.txt`,
      '# comment\ntwo; python_version >= "3"\none<2\nnone; python_version < "3"\n',
    )
    const environment = { PIP_FIND_LINKS: wheels, PIP_NO_INDEX: '1', PIP_CONFIG_FILE: '/dev/null' }
    let nth = 0
    const hold = async (params: object) => {
      const [session] = sessionsFrom(sessions, nth)
      nth += 1
      const host = session?.host as NonNullable<typeof session>['host']
      const all = {
        virtualenv: 'venv',
        virtualenv_command: '/usr/bin/python3 -m venv',
        chdir: folder,
        ...params,
      }
      await holdsContract({ type: pip, host, root: folder, params: all, environment, expects: 'plan' })
      const { stdout } = await host.run(
        sh`${`${folder}/venv/bin/python`} -m pip list --disable-pip-version-check --format=freeze`,
      )
      return stdout
        .toString()
        .split('\n')
        .filter(line => /^(one|two)=/.test(line))
        .join(' ')
    }
    assert.is(await hold({ requirements: 'requirements.txt', umask: '0022' }), 'one==1.0 two==1.0')
    assert.is(await hold({ name: ['one'], state: 'latest', extra_args: '--no-deps' }), 'one==2.0 two==1.0')
    assert.is(await hold({ name: ['Two', 'none'], state: 'absent' }), 'one==2.0')
  } finally {
    for (const { close } of sessions) await close()
    remove()
  }
})

test.run()
