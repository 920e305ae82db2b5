import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import template from '../../../tasks/files/template.ts'
import { contractRows } from '../../kit/rows.ts'

const lay = (_: string, project: string): void => writeFileSync(`${project}/app.conf.hbs`, 'a = 1\nb = 2\n')

contractRows('template', template, [
  {
    title: 'creates a file',
    params: { src: 'app.conf.hbs', dest: '@/app.conf', mode: '0640' },
    expects: 'plan',
    prepare: lay,
    verify: root => assert.is(readFileSync(`${root}/app.conf`, 'utf8'), 'a = 1\nb = 2\n'),
  },
  {
    title: 'writes the file into a directory with the name of the template',
    params: { src: 'app.conf.hbs', dest: '@/d' },
    expects: 'plan',
    prepare: (root, project) => {
      lay(root, project)
      mkdirSync(`${root}/d`)
    },
    verify: root => assert.is(readFileSync(`${root}/d/app.conf`, 'utf8'), 'a = 1\nb = 2\n'),
  },
  {
    title: 'writes the given line ends',
    params: { src: 'app.conf.hbs', dest: '@/app.conf', newline_sequence: '\\r\\n' },
    expects: 'plan',
    prepare: lay,
    verify: root => assert.is(readFileSync(`${root}/app.conf`, 'utf8'), 'a = 1\r\nb = 2\r\n'),
  },
  {
    title: 'shows the texts of the old and the new file',
    params: { src: 'app.conf.hbs', dest: '@/app.conf' },
    expects: 'plan',
    prepare: (root, project) => {
      lay(root, project)
      writeFileSync(`${root}/app.conf`, 'a = 1\n')
    },
    verify: (root, { first }) =>
      assert.equal(first.kind === 'plan' && first.changes.map(({ resource, text }) => ({ resource, text })), [
        { resource: `file:${root}/app.conf`, text: { before: 'a = 1\n', after: 'a = 1\nb = 2\n' } },
      ]),
  },
  {
    title: 'finds a file that matches in sync',
    params: { src: 'app.conf.hbs', dest: '@/app.conf', validate: 'false %s' },
    expects: 'in-sync',
    prepare: (root, project) => {
      lay(root, project)
      writeFileSync(`${root}/app.conf`, 'a = 1\nb = 2\n')
    },
  },
])

test.run()
