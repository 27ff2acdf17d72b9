import { useParams } from "@tanstack/react-router";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { AsCommand } from "../../app/AsCommand";
import { Page } from "../../app/Page";
import { Causes } from "./Causes";

export function FailedOfRun() {
  const { t } = useTranslation();
  const { number } = useParams({ strict: false }) as { number: string };
  return (
    <Page
      title={t("failed.ofRun", { number })}
      sub={
        <Link to="/runs/$number" params={{ number }} className="link">
          {t("runs.run", { number })}
        </Link>
      }
    >
      <Causes run={Number(number)} />
      <AsCommand
        commands={[
          { what: t("failed.title"), line: `hakobu rejects ${number}` },
          { what: t("failed.download"), line: `hakobu rejects ${number} --format xlsx --output failed-rows-${number}.xlsx` },
          { what: t("failed.takeBack"), line: `hakobu retry ${number} --from failed-rows-${number}.xlsx` },
          { what: t("failed.dismiss"), line: `hakobu dismiss ${number} --reason "..."` },
        ]}
      />
    </Page>
  );
}
