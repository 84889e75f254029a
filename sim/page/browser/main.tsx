/** The page: connects, draws, and takes over the keyboard. */
import { render } from 'preact';
import { App } from './app.tsx';
import { connect, send } from './connection.ts';
import { startKeyboard } from './keyboard.ts';
import { startLookBack } from './look-back.ts';
import { startSound } from './sound.ts';
import { showTheme } from './toolbar.tsx';

showTheme();
render(<App />, document.getElementById('page')!);
startKeyboard();
startSound();
startLookBack();

let asked = false;
connect(() => {
  // A link is reproduced once: a server that comes back later simulates another chair.
  if (!asked && location.search.length > 1) send({ c: 'reproduce', link: location.search });
  asked = true;
});
