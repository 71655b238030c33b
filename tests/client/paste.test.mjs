// What is copied from pages and documents becomes Markdown.

import assert from 'node:assert/strict';
import test from 'node:test';
import { markdownOf } from '../../public/app/state/paste.js';

/** @import { Tree } from '../../public/app/state/paste.js' */

const EMPTY = new Set(['br', 'hr', 'img', 'input', 'meta']);

/** A tree of well-formed HTML: as much of a parser as these tests need. @param {string} html @returns {Tree} */
function tree(html) {
  /** @param {string} nodeName @param {Map<string, string>} attributes */
  const element = (nodeName, attributes) => ({ nodeType: 1, nodeName, childNodes: /** @type {any[]} */ ([]), getAttribute: (/** @type {string} */ name) => attributes.get(name) ?? null });
  const open = [element('BODY', new Map())];
  for (const [whole, comment, end, start, attributes = ''] of html.matchAll(/(<!(?:--[^]*?--|[^]*?)>)|<\/([\w:]+)>|<([\w:]+)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>|[^<]+/g)) {
    const inside = /** @type {ReturnType<typeof element>} */ (open.at(-1));
    if (comment) inside.childNodes.push({ nodeType: 8, nodeName: '#comment', childNodes: [] });
    else if (end) open.pop();
    else if (start) {
      const found = [...attributes.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name, value]) => /** @type {[string, string]} */ ([name, value ?? '']));
      const child = element(start.toUpperCase(), new Map(found));
      inside.childNodes.push(child);
      if (!EMPTY.has(start)) open.push(child);
    } else inside.childNodes.push({ nodeType: 3, nodeName: '#text', nodeValue: whole.replace(/&nbsp;/g, '\u00a0').replace(/&lt;/g, '<').replace(/&amp;/g, '&'), childNodes: [] });
  }
  assert.equal(open.length, 1, `well-formed: ${html}`);
  return open[0];
}

/** @param {[string, string | null][]} cases */
function each(cases) {
  for (const [html, markdown] of cases) assert.equal(markdownOf(tree(html)), markdown, html);
}

test('words', () => {
  each([
    ['<b>bold</b> and <i>not</i>', '**bold** and *not*'],
    ['<strong>bold </strong>and', '**bold** and'],
    ['a<em> b </em>c', 'a *b* c'],
    ['<s>gone</s> <del>too</del>', '~~gone~~ ~~too~~'],
    ['<b><i>both</i></b>', '***both***'],
    ['<b>one</b><b> thing</b>', '**one thing**'],
    ['<code>a `b`</code>', '``a `b` ``'.replace('a', ' a')],
    ['<code>x</code>', '`x`'],
    ['<b> </b>x <i>y</i>', 'x *y*'],
    ['<span style="font-weight: 700">a</span> <span style="font-style:italic">b</span> <span style="text-decoration:line-through">c</span>', '**a** *b* ~~c~~'],
  ]);
});

test('links: what they say, where they lead, and only where they may', () => {
  each([
    ['<a href="https://example.org/a">here</a>', '[here](https://example.org/a)'],
    ['see <a href="https://example.org/">https://example.org/</a> <b>!</b>', 'see https://example.org/ **!**'],
    ['<a href="https://example.org/a_(b)"><b>x</b> y</a>', '[**x** y](<https://example.org/a_(b)>)'],
    ['<a href="mailto:a@example.org">write</a>', '[write](mailto:a@example.org)'],
    ['<a href="javascript:alert(1)">x</a> <b>y</b>', 'x **y**'],
    ['<a href="data:text/html,x">x</a><b>y</b>', 'x**y**'],
    ['<a href="/relative">x</a> <b>y</b>', 'x **y**'],
  ]);
});

test('blocks', () => {
  each([
    ['<h2>Title</h2><p>One.</p><p>Two <b>2</b>.</p>', '## Title\n\nOne.\n\nTwo **2**.'],
    ['<div>one</div><div>two <b>2</b></div>', 'one\ntwo **2**'],
    ['<div>one</div><div><br></div><div><b>two</b></div>', 'one\n\n**two**'],
    ['a<br><b>b</b>', 'a\n**b**'],
    ['<blockquote><p>one</p><p>two</p></blockquote><p>after</p>', '> one\n>\n> two\n\nafter'],
    ['<pre><code class="language-js">let a;\n  b();\n</code></pre>', '```js\nlet a;\n  b();\n```'],
    ['<pre>``` in it</pre>', '````\n``` in it\n````'],
    ['<p>a</p><hr><p><b>b</b></p>', 'a\n\n---\n\n**b**'],
    ['<p>  spaces\n  and &nbsp; lines <b>b</b> </p>', 'spaces and lines **b**'],
  ]);
});

test('lists, in each other and as some editors have them', () => {
  each([
    ['<ul><li>a</li><li>b</li></ul>', '- a\n- b'],
    ['<ol start="3"><li>a</li><li>b</li></ol>', '3. a\n4. b'],
    ['<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>', '- a\n  - b\n- c'],
    ['<ul><li>a</li><ul><li>b</li></ul></ul>', '- a\n  - b'],
    ['<ol><li><p>a</p></li><li><p>b</p></li></ol>', '1. a\n2. b'],
    ['<ul><li><input type="checkbox" checked> done</li><li><input type="checkbox"> not</li></ul>', '- [x] done\n- [ ] not'],
  ]);
});

test('tables, but not those that only set things side by side', () => {
  each([
    ['<table><thead><tr><th>a</th><th>b|c</th></tr></thead><tbody><tr><td><b>1</b></td></tr></tbody></table>', '| a | b\\|c |\n| --- | --- |\n| **1** |  |'],
    ['<table><tr><td><b>one</b></td></tr><tr><td>two</td></tr></table>', '**one**\ntwo'],
  ]);
});

test('what would be a sign of Markdown stays what it is', () => {
  each([
    ['<b>x</b> 2*3*4 _a_ snake_case [1] `', '**x** 2\\*3\\*4 \\_a\\_ snake_case \\[1] \\`'],
    ['<p># no heading</p><p>1. no list</p><p>- nor this</p><p>&gt;</p><p><b>x</b></p>'.replace('&gt;', '>'), '\\# no heading\n\n1\\. no list\n\n\\- nor this\n\n\\>\n\n**x**'],
    ['<b>x</b> &lt;b> &lt;@id> a &lt; b &amp;amp; ~~', '**x** \\<b> \\<@id> a < b \\&amp; \\~~'],
  ]);
});

test('from Google Docs', () => {
  each([
    [
      '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h1 dir="ltr"><span style="font-size:20pt">Plan</span></h1><p dir="ltr"><span style="font-weight:400">Some </span><span style="font-weight:700">bold</span><span style="font-weight:400"> and </span><a href="https://example.org/" style="text-decoration:none"><span style="text-decoration:underline">a link</span></a></p><ul><li dir="ltr"><p dir="ltr"><span style="font-weight:400">first</span></p></li><ul><li dir="ltr"><p dir="ltr"><span>second</span></p></li></ul></ul></b><br>',
      '# Plan\n\nSome **bold** and [a link](https://example.org/)\n\n- first\n  - second',
    ],
    ['<b style="font-weight:normal"><span>only text</span></b>', null],
  ]);
});

test('from Word', () => {
  each([
    [
      '<!--StartFragment--><p class="MsoNormal"><b>Agenda</b><o:p></o:p></p><p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><![if !supportLists]><span style="mso-list:Ignore">·<span>&nbsp;&nbsp; </span></span><![endif]>Tea</p><p class="MsoListParagraph" style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">1.<span>&nbsp;</span></span>Green</p><!--EndFragment-->',
      '**Agenda**\n\n- Tea\n   1. Green',
    ],
  ]);
});

test('nothing that runs, loads or hides comes along', () => {
  each([
    ['<style>p{}</style><script>x</script><b>a</b><template><b>t</b></template><iframe src="x">f</iframe>', '**a**'],
    ['<b>a</b> <img src="x" onerror="y" alt="a picture"> <img src="s" alt="🎉">', '**a** 🎉'],
  ]);
});

test('what has nothing to it is pasted as plain text', () => {
  each([
    ['plain', null],
    ['<div>one</div><div>two</div>', null],
    ['<span style="color:red">red</span>', null],
    ['', null],
    ['<a href="https://example.org/">https://example.org/</a>', null],
  ]);
});
