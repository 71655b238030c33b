// Addresses and the screens they lead to.

import assert from 'node:assert/strict';
import test from 'node:test';
import { parse, pathOf, threadPath } from '../../public/app/router.js';

for (const [path, route] of /** @type {[string, object][]} */ ([
  ['/', { screen: 'home' }],
  ['/?invite=abc', { screen: 'join', invite: 'abc' }],
  ['/join?invite=abc', { screen: 'join', invite: 'abc' }],
  ['/rooms', { screen: 'rooms' }],
  ['/account', { screen: 'account' }],
  ['/search?q=tide', { screen: 'search' }],
  ['/saved', { screen: 'saved' }],
  ['/saved/more', { screen: 'lost' }],
  ['/reset', { screen: 'reset' }],
  ['/i/abc', { screen: 'invitation', code: 'abc' }],
  ['/i/abc/more', { screen: 'lost' }],
  ['/admin', { screen: 'admin', tab: 'numbers' }],
  ['/admin/', { screen: 'admin', tab: 'numbers' }],
  ['/admin/people', { screen: 'admin', tab: 'people' }],
  ['/admin/nothing', { screen: 'lost' }],
  ['/admin/people/more', { screen: 'lost' }],
  ['/r/some-room/settings', { screen: 'room-settings', room: 'some-room', tab: 'general' }],
  ['/r/some-room/settings/members', { screen: 'room-settings', room: 'some-room', tab: 'members' }],
  ['/r/some-room/settings/nothing', { screen: 'lost' }],
  ['/r/some-room/settings/members/more', { screen: 'lost' }],
  ['/r/some-room', { screen: 'room', room: 'some-room' }],
  ['/r/some-room/', { screen: 'room', room: 'some-room' }],
  ['/r/some-room/42', { screen: 'room', room: 'some-room', seq: 42 }],
  ['/r/some-room/t/42', { screen: 'room', room: 'some-room', thread: 42 }],
  ['/r/some-room/t', { screen: 'lost' }],
  ['/r/some-room/t/0', { screen: 'lost' }],
  ['/r/some-room/0', { screen: 'lost' }],
  ['/r/some-room/x', { screen: 'lost' }],
  ['/r/some-room/1/2', { screen: 'lost' }],
  ['/account/more', { screen: 'lost' }],
  ['/%E0%A4%A', { screen: 'lost' }],
])) {
  test(`${path} leads to ${JSON.stringify(route)}`, () => {
    const [pathname, search] = path.split('?');
    assert.deepEqual(parse(pathname, search), route);
  });
}

test('a path leads where it was made for', () => {
  assert.deepEqual(parse(pathOf('id', 7)), { screen: 'room', room: 'id', seq: 7 });
  assert.deepEqual(parse(threadPath('id', 7)), { screen: 'room', room: 'id', thread: 7 });
});
