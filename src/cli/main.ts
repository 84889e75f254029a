/** The executable: what applies to the process whatever the command. */
import { runLumbar } from './lumbar.ts';
import { exitCodes } from './terminal/output.ts';

// A reader that goes away (`lumbar plan | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.done);
  process.stderr.write(`lumbar: standard output cannot be written: ${error.message}\n`);
  process.exit(exitCodes.usage);
});

process.exitCode = await runLumbar(process.argv.slice(2));
