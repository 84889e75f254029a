#!/usr/bin/env node
/**
 * The executable: says so where Node is too old, before anything is loaded that such a Node cannot even read. So it
 * is CommonJS, in a JavaScript that Node 12 knows. The build writes what package.json asks for into it.
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
