import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ManagePage } from './manage-page.tsx';
import { manageSource, type ManageSource } from './manage-stream.ts';
import { signIn, signOut, type SignedOut } from './sign-in.ts';
import { SignedOutPage } from './signed-out-page.tsx';

type Standing = { readonly kind: 'signing' } | { readonly kind: 'in'; readonly source: ManageSource; readonly stop: () => void } | { readonly kind: 'out'; readonly why: SignedOut };

/** Only one exchange however often React mounts the page. */
let asked: ReturnType<typeof signIn> | null = null;

/** Lets in whoever comes with a link or a session; everybody else learns where a link comes from. */
export function ManageApp() {
  const { t } = useTranslation();
  const [standing, setStanding] = useState<Standing>({ kind: 'signing' });
  useEffect(() => {
    let left = false;
    const leave = (why: SignedOut): void => setStanding((before) => {
      if (before.kind === 'in') before.stop();
      return { kind: 'out', why };
    });
    const enter = async (): Promise<void> => {
      const outcome = await (asked ??= signIn()).catch(() => 'none' as const);
      if (left) return;
      if (outcome !== 'in') return leave(outcome);
      const ending = new AbortController();
      setStanding({ kind: 'in', source: manageSource(() => leave('none'), ending.signal), stop: () => ending.abort() });
    };
    void enter();
    return () => {
      left = true;
    };
  }, []);
  if (standing.kind === 'signing') return <p className="manage-loading">{t('manage.signing')}</p>;
  if (standing.kind === 'out') return <SignedOutPage why={standing.why} />;
  const { source, stop } = standing;
  return (
    <ManagePage
      source={source}
      leave={() => {
        stop();
        void signOut().then(() => setStanding({ kind: 'out', why: 'out' }));
      }}
    />
  );
}
