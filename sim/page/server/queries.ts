/** Answers a page's queries: columns as bytes, everything else as plain data. */
import { formattedYaml } from '../../../src/codec/yaml-text.ts';
import type { Query } from '../protocol.ts';
import { columnsMessage } from './columns-message.ts';
import { compareRuns } from './compare.ts';
import { lookAtText } from './draft.ts';
import { documentOf, programOfText, saveText, tryText } from './library.ts';
import { momentAt } from './moment.ts';
import { refreshPrograms } from './publish.ts';
import { linkOf } from './reproduce.ts';
import type { SimulationSession } from './simulation-session.ts';
import { stepProgress } from './step-progress.ts';
import { measureBetween, trackRuns } from './track-query.ts';
import { tickOf } from './workspace.ts';

export async function answer(
  session: SimulationSession,
  query: Query & { id: number },
  progress: (text: string, share: number) => void,
): Promise<unknown> {
  const { library, workspace, workspaceNumber } = session;
  switch (query.q) {
    case 'columns':
      return columnsMessage(workspace.recording, workspaceNumber, query);
    case 'moment':
      return momentAt(workspace.recording, tickOf(query.atMs));
    case 'tracks':
      return trackRuns(workspace.recording, library.chair, query);
    case 'measure':
      return measureBetween(workspace.recording, library.chair, query.aMs, query.bMs);
    case 'text': {
      const document = documentOf(library, query.program);
      return { text: document?.text ?? '', saved: document !== undefined && document.origin !== 'tried' };
    }
    case 'check':
      return lookAtText(session, query.program, query.text);
    case 'try': {
      const { id, version } = tryText(library, query);
      refreshPrograms(session);
      return { program: id, version };
    }
    case 'save': {
      const saved = saveText(library, query, session.options.folder);
      refreshPrograms(session);
      return saved;
    }
    case 'compare':
      return compareRuns(session, query.a, query.b, query.step);
    case 'step':
      return stepProgress(session, query.plan, query.step);
    case 'format':
      return { text: formattedYaml(query.text) };
    case 'link':
      return { link: linkOf(session) };
    case 'flash': {
      if (session.servicePort === null) throw new Error('The simulated chair has no service port here.');
      const { prepare = false, allowDowngrade = false } = query;
      const program = programOfText(library, query);
      return { said: await session.servicePort.flash(program, { prepare, allowDowngrade }, progress) };
    }
  }
}
