"""The file that ``hakobu init`` writes: a whole job, with a word to each line."""

__all__ = ["STARTER"]

STARTER = """\
# A Hakobu definition: where rows come from, where they go, and how.
# Check it with:  hakobu check FILE     Run it with:  hakobu run FILE

connections:
  drop:
    connector: files            # also: sqlite, postgresql, mysql
    path: ./drop                # a folder beside this file

  crm:
    connector: zoho-crm
    region: US                  # US EU IN AU JP CN CA SA UK AE: see the address of your Zoho CRM
    client_id: "${ZOHO_CLIENT_ID}"          # ${NAME} is read from the environment
    client_secret: "${ZOHO_CLIENT_SECRET}"
    refresh_token: "${ZOHO_REFRESH_TOKEN}"

jobs:
  leads-to-crm:
    source: drop
    destination: crm
    tasks:
      - name: leads
        read: {file: "leads-*.csv"}
        module: Leads
        operation: upsert       # insert, update, upsert or delete
        match: [Email]          # how a row finds its record
        map:                    # field of Zoho CRM: column, or an expression over columns
          Last_Name: last_name
          First_Name: first_name
          Company: company
          Email: lower(email)
          Lead_Source: {constant: Web}
          Description: {value: notes, policy: on create}
"""
