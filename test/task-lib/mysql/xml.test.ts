import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseMysqlXml } from '../../../src/task-lib/mysql/xml.ts'

// Output of `mariadb --batch --xml` of MariaDB 10.11 for two statements.
const PRINTED = `<?xml version="1.0"?>

<resultset statement="select 'x
y	z\\\\ &lt;&amp;&quot;&lt;/field&gt;' b, NULL c" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <row>
	<field name="b">x
y	z\\ &lt;&amp;&quot;&lt;/field&gt;</field>
	<field name="c" xsi:nil="true" />
  </row>
</resultset>
<?xml version="1.0"?>

<resultset statement="select 1 as &quot;a&lt;&quot; from x where false" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"></resultset>
`

test('values are unchanged, and NULL differs from text', () => {
  assert.equal(parseMysqlXml(PRINTED), [[{ b: 'x\ny\tz\\ <&"</field>', c: null }], []])
})

test('the output of a failed statement gives no rows', () => {
  assert.equal(parseMysqlXml(''), [])
})

test.run()
