#!/usr/bin/env node
/**
 * The executable: reports a Node that is too old before it loads anything that such a Node cannot even parse. It is therefore
 * CommonJS, in a JavaScript that Node 12 understands. The build inserts the Node version that package.json requires.
 */
var needed = '__NODE__'.split('.');
var found = process.versions.node.split('.');
var tooOld =
  'lumbar: This is Node FOUND, and Lumbar needs __NODE__ or newer; docs/install.md says how to get it.\n';
if (+found[0] < +needed[0] || (+found[0] === +needed[0] && +found[1] < +needed[1])) {
  process.stderr.write(tooOld.replace('FOUND', found.join('.')));
  process.exitCode = 2;
} else {
  void import('./main.mjs');
}
