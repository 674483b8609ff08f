import { useTranslation } from 'react-i18next';
import type { DockView } from '#contracts/demonstration/dock-contract.ts';
import type { Move } from './dock-acts.ts';
import { SwitchRow } from './switch-row.tsx';

/** Everything a hand can do to the reader, the printer and the network. */
export function Devices({ view, move }: { readonly view: DockView; readonly move: Move }) {
  const { t } = useTranslation();
  const { printer, reader } = view;
  const plugged = [['in', t('dock.plugged')], ['out', t('dock.unplugged')]] as const;
  return (
    <section className="dock-box dock-switches">
      <SwitchRow
        title={t('dock.network.title')}
        value={view.network}
        choices={[['up', t('dock.network.up')], ['down', t('dock.network.down')]]}
        choose={(network) => move((client) => client.setNetwork({ up: network === 'up' }))}
      />
      <p className="dock-line">
        <span>{t('dock.server.title')}</span>
        <strong>{t(`dock.server.${view.server}`)}</strong>
      </p>
      <SwitchRow
        title={t('dock.reader')}
        value={reader.plugged ? 'in' : 'out'}
        choices={plugged}
        choose={(state) => move((client) => client.plug({ device: 'id-card-reader', plugged: state === 'in' }))}
      />
      <SwitchRow
        title={t('dock.printer')}
        value={printer.plugged ? 'in' : 'out'}
        choices={plugged}
        choose={(state) => move((client) => client.plug({ device: 'ticket-printer', plugged: state === 'in' }))}
      />
      <SwitchRow
        title={t('dock.paper.title')}
        value={printer.paper}
        choices={[['full', t('dock.paper.full')], ['near-end', t('dock.paper.near-end')], ['end', t('dock.paper.end')]]}
        choose={(paper) => move((client) => client.setPaper({ paper }))}
      />
      <SwitchRow
        title={t('dock.cover.title')}
        value={printer.coverOpen ? 'open' : 'closed'}
        choices={[['closed', t('dock.cover.closed')], ['open', t('dock.cover.open')]]}
        choose={(cover) => move((client) => client.setCover({ open: cover === 'open' }))}
      />
      <SwitchRow
        title={t('dock.cutter.title')}
        value={printer.cutterError ? 'error' : 'good'}
        choices={[['good', t('dock.cutter.good')], ['error', t('dock.cutter.error')]]}
        choose={(cutter) => move((client) => client.setCutterError({ error: cutter === 'error' }))}
      />
      <SwitchRow
        title={t('dock.silent.title')}
        value={printer.silentAfterPrint ? 'on' : 'off'}
        choices={[['off', t('dock.silent.off')], ['on', t('dock.silent.on')]]}
        choose={(silent) => move((client) => client.setSilentAfterPrint({ silent: silent === 'on' }))}
      />
    </section>
  );
}
