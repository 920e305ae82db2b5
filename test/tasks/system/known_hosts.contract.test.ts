import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import knownHosts from '../../../tasks/system/known_hosts.ts'
import { contractRows } from '../../kit/rows.ts'

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd'

contractRows('known_hosts', knownHosts, [
  {
    title: 'writes a hash that ssh-keygen finds, and keeps other lines byte for byte',
    params: { name: '[git]:2222', key: `[git]:2222 ${KEY}`, path: "@/a 'ü'", hash_host: true },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/a 'ü'`, Buffer.from(`# \xff\n[git]:2222 ${KEY}\n`, 'latin1')),
    verify: root => {
      const path = `${root}/a 'ü'`
      assert.match(readFileSync(path, 'latin1'), /^# \xff\n\|1\|\S+ ssh-ed25519 \S+\n$/)
      const found = execFileSync('ssh-keygen', ['-F', '[git]:2222', '-f', path], { encoding: 'utf8' })
      assert.match(found, / ssh-ed25519 AAAAC3/)
    },
  },
])

test.run()
