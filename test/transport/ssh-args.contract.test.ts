import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Target } from '../../src/transport/spawn.ts'
import { commandOf } from '../../src/transport/ssh-args.ts'
import { scratch } from '../kit/local-session.ts'

const TARGET: Target = { name: 'box', connection: 'ssh', address: 'box', sshArgs: [], connectTimeout: 10 }

/** Settings in a user's configuration that could affect a session. */
const HOSTILE = `Host *
  RemoteCommand touch /nowhere
  PermitLocalCommand yes
  LocalCommand touch /nowhere
  ForwardAgent yes
  ForwardX11 yes
  ControlMaster auto
  ControlPath /tmp/theirs-%C
  RequestTTY force
  StrictHostKeyChecking no
  VerifyHostKeyDNS yes
  UpdateHostKeys yes
  LocalForward 4711 there:80
  Tunnel yes
  EscapeChar ~
  LogLevel DEBUG3
  NumberOfPasswordPrompts 3
  BatchMode no
`

/** The settings that `ssh -G` prints for our arguments, by name. */
function settingsOf(config: string): Map<string, string> {
  const [ssh = '', ...words] = commandOf(TARGET, undefined)
  const { stdout, status } = spawnSync(ssh, ['-G', '-F', config, ...words.slice(0, -1)], { encoding: 'utf8' })
  assert.is(status, 0)
  return new Map(stdout.split('\n').map(line => [line.split(' ')[0] ?? '', line]))
}

test('a hostile ssh configuration does not change the settings of a session', () => {
  const { path, remove } = scratch()
  const config = join(path, 'config')
  writeFileSync(config, HOSTILE)
  const [with_, without] = [settingsOf(config), settingsOf('none')]
  remove()
  // The setting remains, but is not permitted.
  with_.delete('localcommand')
  assert.is(with_.get('permitlocalcommand'), 'permitlocalcommand no')
  assert.equal([...with_], [...without])
  assert.is(with_.get('stricthostkeychecking'), 'stricthostkeychecking true')
})

test.run()
