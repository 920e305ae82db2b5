import { test } from 'uvu'
import kernelBlacklist from '../../../tasks/system/kernel_blacklist.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const file = (text: string | null) => capturedFile('/etc/modprobe.d/blacklist-ansible.conf', text)

const ROWS: readonly TaskRow[] = [
  {
    title: 'a file is created',
    params: { name: 'nouveau' },
    answers: file(null),
    expects: [
      'create file:/etc/modprobe.d/blacklist-ansible.conf: null -> {"state":"file","mode":"0644","size":18,"sha256":"b3dbf277d507c2a3659775968d3e57bd211b58927a62787706e0e1952e959dac"}',
      'write /etc/modprobe.d/blacklist-ansible.conf 0644: (a file)',
      'outputs: {"name":"nouveau","state":"present"}',
    ],
  },
  {
    title: 'a module is added after the others',
    params: { name: 'nouveau' },
    answers: file('# blacklist nouveau\nblacklist nouveau_x\ninstall nouveau /bin/false'),
    expects: [
      'update file:/etc/modprobe.d/blacklist-ansible.conf: {"size":66,"sha256":"a4261a6b3705f6351906d1e8dac6b2367c7f778bdb68a6412cdcf2c73754c0a7"} -> {"size":85,"sha256":"b42df738b67bce02b6c6e27d3c88f522c62ec81386bde1006e20cb014ef97ddb"}',
      'write /etc/modprobe.d/blacklist-ansible.conf 0644 0 0: (a file)',
      'outputs: {"name":"nouveau","state":"present"}',
    ],
  },
  {
    title: 'a module with the other spelling of its name is in sync',
    params: { name: 'snd-pcsp' },
    answers: file('\tblacklist  snd_pcsp \n'),
    expects: ['in sync: {"name":"snd-pcsp","state":"present"}'],
  },
  {
    title: 'a module is removed from each line',
    params: { name: 'pcspkr', state: 'absent' },
    answers: file('blacklist pcspkr\nblacklist x\n blacklist pcspkr'),
    expects: [
      'update file:/etc/modprobe.d/blacklist-ansible.conf: {"size":46,"sha256":"46c700a0be18a63893c366c2c8e260c87589b8500721048de20aa002e169eb1a"} -> {"size":12,"sha256":"8083fdd4ad71f46a61626cf1fad7c02a42fa3a1622e754439ee79ce265a8e0f6"}',
      'write /etc/modprobe.d/blacklist-ansible.conf 0644 0 0: (a file)',
      'outputs: {"name":"pcspkr","state":"absent"}',
    ],
  },
  {
    title: 'a missing module needs no removal',
    params: { name: 'x', state: 'absent' },
    answers: file(null),
    expects: ['in sync: {"name":"x","state":"absent"}'],
  },
  {
    title: 'an invalid name is refused',
    params: { name: 'a b' },
    expects: ['refused: name: expected the name of a module, such as `nouveau`'],
  },
]

taskRows('kernel_blacklist', kernelBlacklist, ROWS)

test.run()
